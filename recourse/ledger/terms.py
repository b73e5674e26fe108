"""Words of the room `ledger`."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID

from recourse.ground.words import Words

Fact = str | int | Sequence[str]
Facts = Mapping[str, Fact]


class Kind(StrEnum):
    """What an entry tells of; the code stands in the sealed payload."""

    LOOK_UP = "lookup"
    LOOK_UP_MISS = "lookup-miss"
    LOOK_UP_REFUSED = "lookup-refused"
    OWN_FILE = "own-file"
    OWN_RECORD = "own-record"
    OWN_LOG = "own-log"
    OWN_INBOX = "own-inbox"
    OWN_NOTICE = "own-notice"
    OWN_CERTIFICATE = "own-certificate"
    OWN_COPY = "own-copy"
    OWN_CASES = "own-cases"
    OWN_CASE = "own-case"
    OWN_HELPERS = "own-helpers"
    HELPER_NAMED = "helper-named"
    HELPER_OFFER_READ = "helper-offer-read"
    HELPER_ACCEPTED = "helper-accepted"
    HELPER_ENDED = "helper-ended"
    KIN_ADMITTED = "kin-admitted"
    KIN_MISSED = "kin-missed"
    KIN_REFUSED = "kin-refused"
    KIN_LEFT_TO_LAW = "kin-left-to-law"
    HELPING_BEGUN = "helping-begun"
    HELPING_ENDED = "helping-ended"
    BATCH_RECEIVED = "batch-received"
    BATCH_CHECKED = "batch-checked"
    BATCH_SIGNED = "batch-signed"
    BATCH_ENTERED = "batch-entered"
    BATCH_REFUSED = "batch-refused"
    RECORD_NOTICED = "record-noticed"
    RECORD_RETIMED = "record-retimed"
    RECORD_SILENCED = "record-silenced"
    RECORD_HEARD = "record-heard"
    RECORD_AWAITED = "record-awaited"
    RECORD_ENDED = "record-ended"
    RECORD_CORRECTED = "record-corrected"
    RECORD_FULFILLED = "record-fulfilled"
    RECORD_RETURNED = "record-returned"
    STATEMENT_SAID = "statement-said"
    STATEMENT_TAKEN_BACK = "statement-taken-back"
    OWN_STATEMENTS = "own-statements"
    ATTESTED = "attested"
    ATTESTED_NO_MORE = "attested-no-more"
    ATTESTED_ERASED = "attested-erased"
    SHARE_MADE = "share-made"
    SHARE_OPENED = "share-opened"
    SENDER_LOOKED = "sender-looked"
    SENDER_MISSED = "sender-missed"
    AMENDMENT_PROPOSED = "amendment-proposed"
    AMENDMENT_SIGNED = "amendment-signed"
    AMENDMENT_DROPPED = "amendment-dropped"
    ROW_CERTIFIED = "row-certified"
    ROW_MENDED = "row-mended"
    ROW_MENDING_DROPPED = "row-mending-dropped"
    ROWS_SENT_AGAIN = "rows-sent-again"
    ERASED = "erased"
    CASE_FILED = "case-filed"
    CASE_FILE_ADDED = "case-file-added"
    COUNTER_MISSED = "counter-missed"
    RECEIPT_PRINTED = "receipt-printed"
    CASE_SILENCED = "case-silenced"
    CASE_OPENED = "case-opened"
    CASE_FILE_OPENED = "case-file-opened"
    CASE_ACCEPTED = "case-accepted"
    CASE_EXTENDED = "case-extended"
    CASE_RETIMED = "case-retimed"
    CASE_DECIDED = "case-decided"
    CASE_SILENT = "case-silent"
    CASE_TAKEN_BACK = "case-taken-back"
    CASE_OVERTAKEN = "case-overtaken"
    CASE_ERASED = "case-erased"
    OWN_BENEFIT = "own-benefit"
    BENEFIT_APPLIED = "benefit-applied"
    BENEFIT_GRANTED = "benefit-granted"
    BENEFIT_WITHDRAWN = "benefit-withdrawn"
    BENEFIT_ERASED = "benefit-erased"
    RECALL_SENT = "recall-sent"
    RECALL_ACKNOWLEDGED = "recall-acknowledged"
    NOTICE_WRITTEN = "notice-written"
    NOTICE_SERVED = "notice-served"
    LETTERS_HELD_BACK = "letters-held-back"
    LETTERS_LET_COME = "letters-let-come"
    OWN_WALLETS = "own-wallets"
    WALLET_OFFERED = "wallet-offered"
    WALLET_FETCHED = "wallet-fetched"
    WALLET_MISSED = "wallet-missed"
    WALLET_CLASHED = "wallet-clashed"
    ACCOUNT_OPENED = "account-opened"
    CONTACT_KEPT = "contact-kept"
    SERVICE_AGREED = "service-agreed"
    KEY_CHANGE = "key-change"
    AGENCY_FOUNDED = "agency-founded"
    SEAT_CREATED = "seat-created"
    SEAT_ENDED = "seat-ended"
    MANDATE_GIVEN = "mandate-given"
    MANDATE_ENDED = "mandate-ended"
    MACHINE_ENROLLED = "machine-enrolled"
    MACHINE_STOPPED = "machine-stopped"
    MACHINE_RENEWED = "machine-renewed"
    MACHINE_NARROWED = "machine-narrowed"
    PROPOSAL_MADE = "proposal-made"
    PROPOSAL_APPROVED = "proposal-approved"
    PROPOSAL_REFUSED = "proposal-refused"
    PROPOSAL_WITHDRAWN = "proposal-withdrawn"
    OFFICIAL_INVITED = "official-invited"
    SEAT_HELD = "seat-held"
    INVITATION_ACCEPTED = "invitation-accepted"
    ACCOUNT_CLOSED = "account-closed"
    SESSIONS_ENDED = "sessions-ended"
    PERSON_SIGNED_IN = "person-signed-in"
    LETTER_CODE_BEGUN = "letter-code-begun"
    LETTER_CODE_ISSUED = "letter-code-issued"
    LETTER_CODE_MISSED = "letter-code-missed"
    LETTER_CODE_REFUSED = "letter-code-refused"
    LETTER_CODE_TRIED = "letter-code-tried"
    LETTER_CODE_USED = "letter-code-used"
    LETTER_CODE_VOIDED = "letter-code-voided"
    SERVICE_ENDED = "service-ended"
    SIGNED_IN = "signed-in"
    SIGN_IN_CONFIRMED = "sign-in-confirmed"
    SIGN_IN_REFUSED = "sign-in-refused"
    SIGN_IN_CLOSED = "sign-in-closed"
    PASSKEY_STOPPED = "passkey-stopped"
    WAY_IN_ADDED = "way-in-added"
    WAY_IN_REMOVED = "way-in-removed"
    RECOVERY_CODES_RENEWED = "recovery-codes-renewed"
    RECIPIENT_REGISTERED = "recipient-registered"
    RECIPIENT_PERMITTED = "recipient-permitted"
    RECIPIENT_CERTIFIED = "recipient-certified"
    RECIPIENT_STOPPED = "recipient-stopped"
    CATALOGUE_LOADED = "catalogue-loaded"
    STATISTICS_FROZEN = "statistics-frozen"
    CONFIG = "config"
    SHARD_LINK = "shard-link"


WORDS: Mapping[Kind, Words] = {
    Kind.LOOK_UP: Words(zh="查询了您的档案", en="Looked you up"),
    Kind.LOOK_UP_MISS: Words(zh="查询了您，没有看到任何内容", en="Looked you up and saw nothing"),
    Kind.LOOK_UP_REFUSED: Words(zh="查询被拒绝", en="Tried to look you up and was refused"),
    Kind.OWN_FILE: Words(zh="查看自己的档案", en="You opened your file"),
    Kind.OWN_RECORD: Words(zh="查看自己的一条记录", en="You opened one of your records"),
    Kind.OWN_LOG: Words(zh="查看谁查过自己", en="You opened your list of look-ups"),
    Kind.OWN_INBOX: Words(zh="查看自己的收件箱", en="You opened your inbox"),
    Kind.OWN_NOTICE: Words(zh="打开一份告知书", en="You opened a notice"),
    Kind.OWN_COPY: Words(
        zh="您带走了关于您的全部记录", en="You took a copy of everything about you"
    ),
    Kind.OWN_CERTIFICATE: Words(
        zh="下载一份删除证明", en="You took a certificate of erasure with you"
    ),
    Kind.OWN_CASES: Words(zh="查看自己的事项", en="You opened your list of cases"),
    Kind.OWN_CASE: Words(zh="查看自己的一个事项", en="You opened one of your cases"),
    Kind.OWN_HELPERS: Words(zh="查看自己的代办人和委托", en="You opened your list of helpers"),
    Kind.HELPER_NAMED: Words(zh="设立了一项委托", en="A helper was named"),
    Kind.HELPER_OFFER_READ: Words(
        zh="有人用委托码查看了委托内容", en="Somebody with the code read what a helper may do"
    ),
    Kind.HELPER_ACCEPTED: Words(zh="代办人接受了委托", en="A helper accepted"),
    Kind.HELPER_ENDED: Words(zh="一项委托已终止", en="The help of a helper ended"),
    Kind.KIN_ADMITTED: Words(
        zh="近亲属在窗口出示了证明", en="A next of kin showed papers at a counter"
    ),
    Kind.KIN_MISSED: Words(
        zh="近亲属出示了证明，没有可以查看的档案",
        en="A next of kin showed papers; there was no file for them to see",
    ),
    Kind.KIN_REFUSED: Words(
        zh="本人不同意近亲属今后查看档案", en="The person wants no next of kin to see their file"
    ),
    Kind.KIN_LEFT_TO_LAW: Words(
        zh="近亲属今后查看档案，依法办理", en="Next of kin is left to the law again"
    ),
    Kind.HELPING_BEGUN: Words(zh="您接受了别人的委托", en="You became somebody’s helper"),
    Kind.HELPING_ENDED: Words(zh="您不再是代办人", en="You stopped being somebody’s helper"),
    Kind.BATCH_RECEIVED: Words(zh="收到一个批次", en="A batch was received"),
    Kind.BATCH_CHECKED: Words(zh="核验了一个批次", en="A batch was checked"),
    Kind.BATCH_SIGNED: Words(zh="复核签署了一个批次", en="A batch was signed by a second person"),
    Kind.BATCH_ENTERED: Words(zh="一个批次已入档", en="A batch of records was entered"),
    Kind.BATCH_REFUSED: Words(zh="一个批次被拒收", en="A batch was refused"),
    Kind.ROW_MENDED: Words(zh="修正了一行暂存数据", en="A held row was put right"),
    Kind.ROW_MENDING_DROPPED: Words(
        zh="放弃修正一行暂存数据", en="Putting a held row right was dropped"
    ),
    Kind.ROWS_SENT_AGAIN: Words(zh="重新报送修正的数据行", en="Rows put right were sent again"),
    Kind.RECORD_NOTICED: Words(zh="记录已告知本人", en="A record was made known to its person"),
    Kind.RECORD_RETIMED: Words(
        zh="按新的放假安排，其他单位更晚才可以查询一条记录",
        en="New days off: a record may be shown to others only later",
    ),
    Kind.RECORD_SILENCED: Words(zh="记录暂停使用", en="A record was silenced"),
    Kind.RECORD_HEARD: Words(zh="记录恢复使用", en="A record's silence ended"),
    Kind.RECORD_AWAITED: Words(
        zh="确定逾期不答复的后果", en="What follows if nobody answers was fixed"
    ),
    Kind.RECORD_ENDED: Words(zh="记录提前停止使用", en="A record ended early"),
    Kind.RECORD_CORRECTED: Words(zh="记录已更正", en="A record was corrected"),
    Kind.RECORD_FULFILLED: Words(
        zh="报送部门报告义务已履行", en="The department reported the duties fulfilled"
    ),
    Kind.RECORD_RETURNED: Words(
        zh="曾经停止使用的记录经核实重新入档",
        en="A record that was taken down came back, certified",
    ),
    Kind.STATEMENT_SAID: Words(
        zh="您写下或者修改了附在记录旁的说明",
        en="You wrote or changed your statement beside a record",
    ),
    Kind.STATEMENT_TAKEN_BACK: Words(
        zh="您撤回了附在记录旁的说明", en="You took back your statement beside a record"
    ),
    Kind.OWN_STATEMENTS: Words(zh="查看自己的证明", en="You opened your statements to show"),
    Kind.ATTESTED: Words(zh="开具了一份证明", en="A statement to show was issued"),
    Kind.ATTESTED_NO_MORE: Words(zh="撤回了一份证明", en="A statement to show was taken back"),
    Kind.ATTESTED_ERASED: Words(zh="证明内容已删除", en="A statement to show was erased"),
    Kind.SHARE_MADE: Words(
        zh="为一个窗口生成了出示码", en="A code was made to show a statement at a counter"
    ),
    Kind.SHARE_OPENED: Words(
        zh="有单位用出示码查看了一份证明", en="Somebody was shown a statement by its code"
    ),
    Kind.SENDER_LOOKED: Words(
        zh="报送部门查看了自己报送的记录", en="The department opened a record that it sent"
    ),
    Kind.SENDER_MISSED: Words(
        zh="报送部门查找自己报送的记录，没有找到",
        en="The department looked for a record of its own and found none",
    ),
    Kind.AMENDMENT_PROPOSED: Words(
        zh="报送部门提出更改一条记录", en="A change to a record was proposed"
    ),
    Kind.AMENDMENT_SIGNED: Words(
        zh="复核签署了一项更改", en="A change was signed by a second person"
    ),
    Kind.AMENDMENT_DROPPED: Words(zh="一项更改已撤销", en="A proposed change was dropped"),
    Kind.ROW_CERTIFIED: Words(
        zh="第二人核实了一行数据", en="A row was certified by a second person"
    ),
    Kind.ERASED: Words(zh="记录内容已删除", en="A record was erased"),
    Kind.CASE_FILED: Words(zh="提出了一个事项", en="A case was opened"),
    Kind.CASE_FILE_ADDED: Words(zh="事项中补充了材料", en="A file was added to a case"),
    Kind.COUNTER_MISSED: Words(
        zh="服务窗口想为您录入事项，没有录入",
        en="Somebody at a counter tried to enter something for you; nothing was entered",
    ),
    Kind.RECEIPT_PRINTED: Words(
        zh="服务窗口打印了您的事项收据", en="A counter printed the receipt of your case"
    ),
    Kind.CASE_SILENCED: Words(zh="因事项暂停使用记录", en="A case silenced a record"),
    Kind.CASE_OPENED: Words(zh="为答复您的事项打开了它", en="Opened your case to answer it"),
    Kind.CASE_FILE_OPENED: Words(zh="办理人员打开了材料", en="An officer opened a file of a case"),
    Kind.CASE_ACCEPTED: Words(zh="申请已受理", en="An application was accepted"),
    Kind.CASE_EXTENDED: Words(zh="答复期限延长", en="The time to answer was extended"),
    Kind.CASE_RETIMED: Words(zh="按新的放假安排提前答复期限", en="An answer became due earlier"),
    Kind.CASE_DECIDED: Words(zh="事项已作出决定", en="A case was decided"),
    Kind.CASE_SILENT: Words(
        zh="逾期未答复，按有利于本人办结", en="Nobody answered in time; decided for the person"
    ),
    Kind.CASE_TAKEN_BACK: Words(zh="本人撤回事项", en="A case was taken back"),
    Kind.CASE_OVERTAKEN: Words(zh="记录已停止使用，事项办结", en="The record ended; case closed"),
    Kind.CASE_ERASED: Words(zh="事项内容已删除", en="What was said in a case was erased"),
    Kind.OWN_BENEFIT: Words(zh="为惠民办法查看自己的档案", en="You opened your file for a benefit"),
    Kind.BENEFIT_APPLIED: Words(zh="申请了一项惠民办法", en="You applied for a benefit"),
    Kind.BENEFIT_GRANTED: Words(zh="获得了一项惠民办法", en="A benefit was granted"),
    Kind.BENEFIT_WITHDRAWN: Words(zh="撤回了一项惠民办法", en="You withdrew a benefit"),
    Kind.BENEFIT_ERASED: Words(
        zh="惠民办法申请的内容已删除", en="What an application for a benefit held was erased"
    ),
    Kind.RECALL_SENT: Words(
        zh="已告诉查询过的单位：记录有变", en="An agency that had looked was told of a change"
    ),
    Kind.RECALL_ACKNOWLEDGED: Words(
        zh="单位确认知道记录有变", en="An agency confirmed that it knows of a change"
    ),
    Kind.NOTICE_WRITTEN: Words(zh="写了一份告知书", en="A notice was written"),
    Kind.NOTICE_SERVED: Words(zh="告知书已送达", en="A notice was served"),
    Kind.LETTERS_HELD_BACK: Words(zh="您要求暂缓寄送来信", en="You had your letters held back"),
    Kind.LETTERS_LET_COME: Words(zh="您恢复寄送来信", en="You let your letters come again"),
    Kind.OWN_WALLETS: Words(
        zh="查看自己的一份证明被哪些钱包取走",
        en="You opened which wallets have a statement of yours",
    ),
    Kind.WALLET_OFFERED: Words(
        zh="您准备把一份证明放入钱包", en="You offered a statement to a wallet"
    ),
    Kind.WALLET_FETCHED: Words(zh="钱包取走了您的证明", en="A wallet fetched a statement of yours"),
    Kind.WALLET_MISSED: Words(
        zh="有人想取走您准备放入钱包的证明，没有取走",
        en="Somebody tried to fetch the statement you offered to a wallet, and got nothing",
    ),
    Kind.WALLET_CLASHED: Words(
        zh="又有一个钱包来取同一份证明；先前取走的副本已失效",
        en="A second wallet came for a statement you offered; copies fetched before hold no more",
    ),
    Kind.ACCOUNT_OPENED: Words(zh="开设账户", en="An account was opened"),
    Kind.CONTACT_KEPT: Words(zh="登记联系方式", en="Contact details were kept"),
    Kind.SERVICE_AGREED: Words(zh="同意电子送达", en="Electronic service was agreed to"),
    Kind.KEY_CHANGE: Words(zh="更换密钥", en="A key was changed"),
    Kind.AGENCY_FOUNDED: Words(zh="登记机构", en="An agency was entered"),
    Kind.RECIPIENT_REGISTERED: Words(
        zh="登记证明接收方", en="An organisation that asks for statements was registered"
    ),
    Kind.RECIPIENT_PERMITTED: Words(
        zh="准许要求出示证明", en="An organisation was let ask people for a statement"
    ),
    Kind.RECIPIENT_CERTIFIED: Words(
        zh="登记接收方证书", en="The certificate of an organisation that asks was registered"
    ),
    Kind.RECIPIENT_STOPPED: Words(
        zh="停用证明接收方", en="An organisation may ask for statements no longer"
    ),
    Kind.SEAT_CREATED: Words(zh="设立岗位", en="A seat was created"),
    Kind.SEAT_ENDED: Words(zh="撤销岗位", en="A seat was closed"),
    Kind.MANDATE_GIVEN: Words(zh="授予权限", en="A mandate was given"),
    Kind.MANDATE_ENDED: Words(zh="终止权限", en="A mandate was ended"),
    Kind.MACHINE_ENROLLED: Words(zh="登记系统接口", en="A machine was enrolled"),
    Kind.MACHINE_STOPPED: Words(zh="停用系统接口", en="A machine was stopped"),
    Kind.MACHINE_RENEWED: Words(zh="更换系统接口密钥", en="A machine was given a new secret"),
    Kind.MACHINE_NARROWED: Words(
        zh="停用系统接口的旧密钥", en="The earlier secret of a machine was stopped"
    ),
    Kind.PROPOSAL_MADE: Words(zh="管理员提出授权", en="An administrator proposed to give a power"),
    Kind.PROPOSAL_APPROVED: Words(
        zh="第二名管理员批准授权", en="A second administrator approved it"
    ),
    Kind.PROPOSAL_REFUSED: Words(zh="第二名管理员拒绝授权", en="A second administrator refused it"),
    Kind.PROPOSAL_WITHDRAWN: Words(zh="管理员撤回提出的授权", en="A proposal was taken back"),
    Kind.OFFICIAL_INVITED: Words(zh="邀请工作人员使用岗位", en="An official was invited to a seat"),
    Kind.SEAT_HELD: Words(zh="岗位换人", en="A seat changed hands"),
    Kind.INVITATION_ACCEPTED: Words(zh="工作人员接受邀请", en="An official accepted an invitation"),
    Kind.ACCOUNT_CLOSED: Words(zh="停用账户", en="An account was closed"),
    Kind.SESSIONS_ENDED: Words(zh="结束登录", en="Sessions were ended"),
    Kind.PERSON_SIGNED_IN: Words(zh="您登录了", en="You signed in"),
    Kind.LETTER_CODE_BEGUN: Words(
        zh="窗口开始为您办理登录码", en="A counter began a code to sign in with as you"
    ),
    Kind.LETTER_CODE_REFUSED: Words(
        zh="窗口为您办理登录码被拒绝", en="A counter was refused a code to sign in with as you"
    ),
    Kind.LETTER_CODE_TRIED: Words(
        zh="有人多次输入错误的登录码", en="Somebody tried many wrong codes with your document"
    ),
    Kind.LETTER_CODE_ISSUED: Words(
        zh="窗口给了您一个登录码", en="A counter gave out a code to sign in with as you"
    ),
    Kind.LETTER_CODE_MISSED: Words(
        zh="窗口给出了一个不能登录的码", en="A counter gave out a code that opens nothing"
    ),
    Kind.LETTER_CODE_USED: Words(
        zh="有人用窗口的登录码登录", en="Somebody came in by the code of a counter"
    ),
    Kind.LETTER_CODE_VOIDED: Words(zh="您作废了一个登录码", en="You let a code work no longer"),
    Kind.SERVICE_ENDED: Words(zh="不再同意电子送达", en="Electronic service was ended"),
    Kind.SIGNED_IN: Words(zh="工作人员登录", en="An official signed in"),
    Kind.SIGN_IN_CONFIRMED: Words(
        zh="工作人员再次确认身份", en="An official confirmed that it was still them"
    ),
    Kind.SIGN_IN_REFUSED: Words(zh="工作人员登录被拒绝", en="A sign-in of an official was refused"),
    Kind.SIGN_IN_CLOSED: Words(zh="关闭岗位登录", en="The way in to a seat was closed"),
    Kind.PASSKEY_STOPPED: Words(zh="停用可能被复制的通行密钥", en="A copied passkey was stopped"),
    Kind.WAY_IN_ADDED: Words(zh="增加登录方式", en="A way to sign in was added"),
    Kind.WAY_IN_REMOVED: Words(zh="删除登录方式", en="A way to sign in was removed"),
    Kind.RECOVERY_CODES_RENEWED: Words(zh="更换恢复码", en="Recovery codes were renewed"),
    Kind.CATALOGUE_LOADED: Words(zh="目录更新", en="The catalogue was loaded"),
    Kind.STATISTICS_FROZEN: Words(
        zh="一个月的统计已经定稿", en="The figures of a month were frozen"
    ),
    Kind.CONFIG: Words(zh="更改设置", en="A setting was changed"),
    Kind.SHARD_LINK: Words(zh="接续上一本日志", en="The log continues an earlier one"),
}
QUESTIONS = frozenset({Kind.LOOK_UP, Kind.LOOK_UP_MISS, Kind.LOOK_UP_REFUSED})
"""What a machine asked: each has a receipt, and each is counted against a budget."""

HOUSEKEEPING = frozenset(
    {
        *(Kind.AGENCY_FOUNDED, Kind.SEAT_CREATED, Kind.SEAT_ENDED),
        *(Kind.MANDATE_GIVEN, Kind.MANDATE_ENDED),
        *(Kind.MACHINE_ENROLLED, Kind.MACHINE_STOPPED),
        *(Kind.MACHINE_RENEWED, Kind.MACHINE_NARROWED),
        *(Kind.PROPOSAL_MADE, Kind.PROPOSAL_APPROVED),
        *(Kind.PROPOSAL_REFUSED, Kind.PROPOSAL_WITHDRAWN),
        *(Kind.OFFICIAL_INVITED, Kind.SIGN_IN_CLOSED),
        *(Kind.KEY_CHANGE, Kind.CATALOGUE_LOADED, Kind.CONFIG),
    }
)
"""What is done to the house itself: posts, powers, machines, keys, rules."""

LOOK_UPS = QUESTIONS | {Kind.CASE_OPENED, Kind.CASE_FILE_OPENED}
"""Whoever looks at a person's file: to ask a question of it, or to answer the person's own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryReceipt:
    """What the doer of a deed may keep: the entry's name, and the commitment it is held to."""

    entry_id: UUID
    log_id: int
    at: datetime
    commitment: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryCard:
    """One entry, opened. `leaf_index` is None until the sequencer has numbered it."""

    entry_id: UUID
    log_id: int
    leaf_index: int | None
    at: datetime
    kind: Kind
    by: str
    agency: UUID | None
    facts: Facts
    sequence: int
    previous: bytes
    commitment: bytes

    @property
    def words(self) -> Words:
        """What happened, in both languages."""
        return WORDS[self.kind]


@dataclass(frozen=True, slots=True, kw_only=True)
class LogHead:
    """How far a log has come."""

    log_id: int
    origin: str
    size: int
    root: bytes
    updated_at: datetime | None

    @property
    def folder(self) -> str:
        """The last part of its origin, under which its files lie."""
        return self.origin.rpartition("/")[2]


@dataclass(frozen=True, slots=True, kw_only=True)
class Gauge:
    """How far the sequencer is behind: entries that wait (counted to a ceiling), and since when."""

    waiting: int
    oldest_at: datetime | None


class Level(StrEnum):
    """Whether the sequencer keeps up: yes; not for long any more; no, and look-ups are refused."""

    OK = "ok"
    EARLY = "early"
    REFUSING = "refusing"


class Draft(NamedTuple):
    """An entry about to be sealed. `tag` is None for what concerns no single person."""

    kind: Kind
    tag: bytes | None
    by: str
    agency: UUID | None
    facts: Facts


class PersonHead(NamedTuple):
    """The end of one person's chain in one log, as the database keeps it."""

    tag: bytes
    sequence: int
    head: bytes
    wrapped_key: bytes | None


class QueueRow(NamedTuple):
    """A sealed entry on its way into the log."""

    log_id: int
    entry_id: UUID
    person_tag: bytes | None
    at: datetime
    key_id: str
    sealed: bytes
    commitment: bytes
