"""Why a whole file, or a deed on a batch, is refused. Facts name places, never contents."""

from recourse.ground.provisions import PIPL, SOCIAL_CREDIT, cite
from recourse.ground.refused import Refused
from recourse.ground.words import Words


class ItemUnknown(Refused):
    """The catalogue has no item of this code."""

    code = "intake.item_unknown"
    law = cite(SOCIAL_CREDIT, "10")
    says = Words(zh="信息目录中没有这个事项。", en="The catalogue has no such item.")
    do = Words(zh="请从信息目录中选择事项。", en="Choose an item of the catalogue.")


class ItemNotOpen(Refused):
    """The item is disabled, or no verified law lets it be kept today."""

    code = "intake.item_not_open"
    law = cite(SOCIAL_CREDIT, "10")
    says = Words(
        zh="事项 {item} 尚未启用，或没有有效的法律依据。",
        en="Item {item} is not open: it is disabled, or no verified law in force lets it be kept.",
    )
    do = Words(
        zh="在目录启用该事项之前，请勿报送。",
        en="Do not hand it in until the catalogue opens the item.",
    )


class NoMandate(Refused):
    """The seat may not hand in this item."""

    code = "intake.no_mandate"
    status = 403
    says = Words(
        zh="您的岗位无权报送事项 {item}。", en="Your seat has no mandate to hand in item {item}."
    )
    do = Words(zh="请联系本部门管理员授权。", en="Ask your department for the mandate.")


class SenderHasNoMandate(Refused):
    """The first seat lost its mandate, or was ended, before a second person signed."""

    code = "intake.sender_has_no_mandate"
    status = 409
    law = cite(PIPL, "34")
    says = Words(
        zh="报送岗位已无权报送事项 {item}，不能签署。",
        en="The seat that sent this may no longer hand in item {item}. It cannot be signed.",
    )
    do = Words(
        zh="仍需办理的，请由有权限的岗位重新报送。",
        en="If it is still needed, have a seat with the mandate send it again.",
    )


class NotThisAuthority(Refused):
    """The item is decided by another kind of authority than this department."""

    code = "intake.not_this_authority"
    status = 403
    law = cite(SOCIAL_CREDIT, "10")
    says = Words(
        zh="事项 {item} 不由贵部门这类机关作出决定。",
        en="Item {item} is not decided by authorities of your department's kind.",
    )
    do = Words(zh="请对照信息目录选择事项。", en="Choose an item that the catalogue gives to you.")


class FileEmpty(Refused):
    """There is nothing in the file."""

    code = "intake.file_empty"
    says = Words(zh="文件是空的。", en="The file is empty.")
    do = Words(zh="请选择含有数据的文件。", en="Choose a file with rows in it.")


class FileTooLarge(Refused):
    """The file is larger than one batch may be."""

    code = "intake.file_too_large"
    status = 413
    says = Words(
        zh="文件超过 {limit_mib} MiB 的上限。",
        en="The file is larger than the limit of {limit_mib} MiB.",
    )
    do = Words(zh="请拆分后分批报送。", en="Split it and hand in several batches.")


class FormUnknown(Refused):
    """The file is none of the forms we read."""

    code = "intake.form_unknown"
    status = 415
    says = Words(
        zh="只能读取 CSV、XLSX 和 JSON Lines 文件。",
        en="Only CSV, XLSX and JSON Lines files can be read.",
    )
    do = Words(zh="请另存为其中一种格式。", en="Save it in one of these forms.")


class NulBytes(Refused):
    """A text file holds NUL bytes."""

    code = "intake.nul_bytes"
    says = Words(
        zh="第 {line} 行含有空字节，这不是文本文件。",
        en="Line {line} holds NUL bytes; this is not a text file.",
    )
    do = Words(zh="请另存为 UTF-8 编码的 CSV。", en="Save it again as CSV in UTF-8 (not UTF-16).")


class LineTooLong(Refused):
    """A line, or one record of several lines, is longer than any row can be."""

    code = "intake.line_too_long"
    says = Words(zh="第 {line} 行超过 1 MiB。", en="Line {line} is longer than 1 MiB.")
    do = Words(
        zh="请检查换行符和引号是否完整。",
        en="Check the line ends, and that every quotation mark is closed.",
    )


class MixedEncodings(Refused):
    """Some lines are UTF-8 and others are GB 18030."""

    code = "intake.mixed_encodings"
    says = Words(
        zh="文件混用了两种编码，第 {line} 行起与前面不同。",
        en="The file mixes two encodings; line {line} differs from those before.",
    )
    do = Words(zh="请将整个文件另存为 UTF-8。", en="Save the whole file as UTF-8.")


class EncodingUnknown(Refused):
    """The text is neither UTF-8 nor GB 18030."""

    code = "intake.encoding_unknown"
    says = Words(
        zh="第 {line} 行既不是 UTF-8 也不是 GB 18030 编码。",
        en="Line {line} is neither UTF-8 nor GB 18030.",
    )
    do = Words(zh="请将文件另存为 UTF-8。", en="Save the file as UTF-8.")


class NoHeadings(Refused):
    """None of the first rows names the columns of the item."""

    code = "intake.no_headings"
    says = Words(
        zh="前 {looked_at} 行中没有找到该事项的表头。",
        en="No headings of this item were found in the first {looked_at} rows.",
    )
    do = Words(
        zh="请使用该事项的模板或公开目录中的列名。",
        en="Use the template of the item, or the column names of the public catalogue.",
    )


class DuplicateHeadings(Refused):
    """Two columns have the same heading, or mean the same field."""

    code = "intake.duplicate_headings"
    says = Words(
        zh="第 {first} 列和第 {second} 列的表头相同或含义相同。",
        en="Columns {first} and {second} have the same heading, or mean the same field.",
    )
    do = Words(zh="请只保留其中一列。", en="Keep one of the two.")


class TooManyColumns(Refused):
    """There are more columns than any item can have."""

    code = "intake.too_many_columns"
    says = Words(zh="第 {row} 行超过 {limit} 列。", en="Row {row} has more than {limit} columns.")
    do = Words(zh="请使用该事项的模板。", en="Use the template of the item.")


class TooManyRows(Refused):
    """There are more rows than one batch may have."""

    code = "intake.too_many_rows"
    status = 413
    says = Words(zh="文件超过 {limit} 行。", en="The file has more than {limit} rows.")
    do = Words(zh="请拆分后分批报送。", en="Split it and hand in several batches.")


class NoRows(Refused):
    """Under the headings there is nothing."""

    code = "intake.no_rows"
    says = Words(zh="表头下面没有数据。", en="There are no rows under the headings.")
    do = Words(zh="请选择含有数据的文件。", en="Choose a file with rows in it.")


class CsvBroken(Refused):
    """Quotation marks do not match, or a value never ends."""

    code = "intake.csv_broken"
    says = Words(
        zh="第 {line} 行的引号不完整。",
        en="The quotation marks near line {line} do not match.",
    )
    do = Words(
        zh="请用电子表格软件重新导出 CSV。", en="Export the CSV again from your spreadsheet."
    )


class JsonBroken(Refused):
    """A line is not JSON."""

    code = "intake.json_broken"
    says = Words(zh="第 {line} 行不是有效的 JSON。", en="Line {line} is not JSON.")
    do = Words(zh="每行应是一个 JSON 对象。", en="Write one JSON object on each line.")


class JsonNotObject(Refused):
    """A line holds something else than an object of plain values."""

    code = "intake.json_not_object"
    says = Words(
        zh="第 {line} 行不是由简单值组成的 JSON 对象。",
        en="Line {line} is not a JSON object of plain values.",
    )
    do = Words(zh="请去掉嵌套的列表和对象。", en="Take out nested lists and objects.")


class JsonNumber(Refused):
    """A line holds NaN, Infinity or a number no field can hold."""

    code = "intake.json_number"
    says = Words(
        zh="第 {line} 行含有 NaN、Infinity 或过大的数字。",
        en="Line {line} holds NaN, Infinity or a number too large.",
    )
    do = Words(zh="请把数字写成普通小数。", en="Write numbers as plain decimals.")


class JsonTwice(Refused):
    """One object names the same key twice."""

    code = "intake.json_twice"
    says = Words(zh="第 {line} 行的同一个键出现两次。", en="Line {line} names the same key twice.")
    do = Words(zh="请只保留其中一个。", en="Keep one of the two.")


class WorkbookDamaged(Refused):
    """The workbook cannot be opened, or is protected by a password."""

    code = "intake.workbook_damaged"
    says = Words(
        zh="工作簿已损坏或有密码保护，无法打开。",
        en="The workbook is damaged or protected by a password.",
    )
    do = Words(
        zh="请重新保存为不加密的 XLSX 或 CSV。",
        en="Save it again as plain XLSX without a password, or as CSV.",
    )


class WorkbookTooLarge(Refused):
    """Unpacked, the workbook is larger than allowed, or than it says."""

    code = "intake.workbook_too_large"
    status = 413
    says = Words(
        zh="工作簿解压后过大或压缩比异常。",
        en="Unpacked, the workbook is too large, or packed unlike any real one.",
    )
    do = Words(zh="请另存为 CSV 后报送。", en="Hand it in as CSV.")


class WorkbookEntities(Refused):
    """The workbook declares XML entities, which no spreadsheet program writes."""

    code = "intake.workbook_entities"
    says = Words(zh="工作簿含有 XML 实体声明。", en="The workbook declares XML entities.")
    do = Words(zh="请用电子表格软件重新保存。", en="Save it again from your spreadsheet program.")


class WorkbookFormula(Refused):
    """A cell holds a formula; a record must state a value."""

    code = "intake.workbook_formula"
    says = Words(zh="单元格 {cell} 是公式。", en="Cell {cell} is a formula.")
    do = Words(zh="请复制后“选择性粘贴—数值”。", en="Copy, then paste the values only.")


class WorkbookMacros(Refused):
    """The workbook carries macros or reaches outside."""

    code = "intake.workbook_macros"
    says = Words(zh="工作簿含有宏或外部链接。", en="The workbook carries macros or external links.")
    do = Words(zh="请另存为不含宏的 XLSX。", en="Save it as XLSX without macros.")


class WorkbookSheets(Refused):
    """More than one sheet, hidden ones counted, holds cells."""

    code = "intake.workbook_sheets"
    says = Words(
        zh="工作簿有 {sheets} 张含数据的工作表（包括隐藏的）。",
        en="{sheets} sheets of the workbook hold data, hidden ones counted.",
    )
    do = Words(zh="请只保留一张工作表。", en="Keep one sheet.")


class WorkbookEpoch(Refused):
    """The workbook counts its dates from 1904."""

    code = "intake.workbook_epoch"
    says = Words(zh="工作簿使用 1904 日期系统。", en="The workbook counts its dates from 1904.")
    do = Words(
        zh="请在选项中改用 1900 日期系统，或另存为 CSV。",
        en="Switch to the 1900 date system in the options, or save as CSV.",
    )


class NoSuchBatch(Refused):
    """There is no batch of this number, or it is another department's."""

    code = "intake.no_such_batch"
    status = 404
    says = Words(zh="没有这个批次。", en="There is no such batch.")
    do = Words(zh="请核对批次号。", en="Check the batch number.")


class WrongState(Refused):
    """The batch does not stand where this deed needs it."""

    code = "intake.wrong_state"
    status = 409
    says = Words(
        zh="批次当前状态不允许这样做。", en="The batch does not stand where this can be done."
    )
    do = Words(zh="请刷新页面查看批次状态。", en="Look at the state of the batch again.")


class SignerIsSender(Refused):
    """The second signature must be another seat's."""

    code = "intake.signer_is_sender"
    status = 403
    says = Words(zh="报送人不能签署自己的批次。", en="Whoever handed a batch in cannot sign it.")
    do = Words(
        zh="请由本部门的复核签署人签署。",
        en="Ask the second signer of your department.",
    )


class NotASigner(Refused):
    """Only a second signer of the same department signs."""

    code = "intake.not_a_signer"
    status = 403
    says = Words(
        zh="只有本部门的复核签署人可以签署。",
        en="Only a second signer of the same department may sign.",
    )
    do = Words(
        zh="请由本部门的复核签署人签署。",
        en="Ask the second signer of your department.",
    )


class SignedTooLate(Refused):
    """The check is too old to stand for what would be entered today."""

    code = "intake.signed_too_late"
    status = 409
    says = Words(
        zh="批次已超过 {limit_days} 天未签署。",
        en="The batch has waited more than {limit_days} days for a signature.",
    )
    do = Words(zh="请重新报送。", en="Hand the rows in again.")


class DeliveryGone(Refused):
    """The delivered rows were deleted when their time was over."""

    code = "intake.delivery_gone"
    status = 410
    says = Words(
        zh="所报送的数据已按期删除。",
        en="The delivered rows were deleted when their time was over.",
    )
    do = Words(zh="请用本部门的原始数据重新报送。", en="Hand in again from your own records.")
