"""What the machines' face itself refuses: how something was asked, not what."""

from recourse.ground.provisions import PIPL, cite, standard
from recourse.ground.refused import Refused
from recourse.ground.words import Words


class TokenNeeded(Refused):
    """No token, or not one of ours, or one that has run out."""

    code = "api.token_needed"
    law = standard("RFC 6750", "3")
    status = 401
    says = Words(
        zh="访问令牌缺失、无效或已过期。", en="The access token is missing, wrong or expired."
    )
    do = Words(
        zh="请在 /api/oauth2/token 领取新的令牌。", en="Get a new token at /api/oauth2/token."
    )


class MethodNotAllowed(Refused):
    """The address takes another method."""

    code = "api.method_not_allowed"
    law = standard("RFC 9110", "15.5.6")
    status = 405
    says = Words(zh="这个地址不接受该请求方法。", en="This address does not take that method.")
    do = Words(zh="请查阅 /api/openapi.json。", en="See /api/openapi.json.")


class NotFound(Refused):
    """There is nothing at this address."""

    code = "api.not_found"
    law = standard("RFC 9110", "15.5.5")
    status = 404
    says = Words(zh="没有这个地址或对象。", en="There is nothing here.")
    do = Words(zh="请查阅 /api/openapi.json。", en="See /api/openapi.json.")


class MediaType(Refused):
    """The body is not of the type this address takes."""

    code = "api.media_type"
    law = standard("RFC 9110", "15.5.16")
    status = 415
    says = Words(zh="请求内容的类型不被接受。", en="The type of the body is not accepted.")
    do = Words(zh="请按接口说明发送内容。", en="Send the type that the description names.")


class BodyTooLarge(Refused):
    """The body is larger than this address takes."""

    code = "api.body_too_large"
    law = standard("RFC 9110", "15.5.14")
    status = 413
    says = Words(zh="请求内容过大。", en="The body is too large.")
    do = Words(zh="请分成几份发送。", en="Send it in parts.")


class NotReadable(Refused):
    """The body cannot be read."""

    code = "api.not_readable"
    law = standard("RFC 8259")
    status = 400
    says = Words(zh="请求内容无法读取。", en="The body cannot be read.")
    do = Words(zh="请发送 UTF-8 编码的有效 JSON。", en="Send valid JSON in UTF-8.")


class BadRequest(Refused):
    """The request breaks the form of requests: too many fields, or a NUL character."""

    code = "api.bad_request"
    law = standard("RFC 9110", "15.5.1")
    status = 400
    says = Words(zh="请求无法读取。", en="The request cannot be read.")
    do = Words(
        zh="请按 /api/openapi.json 的说明发送。", en="Send it as /api/openapi.json describes."
    )


class LengthNeeded(Refused):
    """A body without its length is not read: it could be of any size."""

    code = "api.length_needed"
    law = standard("RFC 9110", "15.5.12")
    status = 411
    says = Words(zh="请求没有说明内容长度。", en="The request does not say how long its body is.")
    do = Words(zh="请发送 Content-Length。", en="Send it with a Content-Length.")


class Malformed(Refused):
    """A field is missing, unknown, or of the wrong form."""

    code = "api.malformed"
    status = 422
    says = Words(
        zh="有字段缺失、多余或格式不对。", en="A field is missing, unknown or of the wrong form."
    )
    do = Words(
        zh="请按 /api/openapi.json 更正后重试。", en="Correct it by /api/openapi.json, and retry."
    )


class DatabaseAway(Refused):
    """The database cannot be reached: nothing can be logged, so nothing is disclosed."""

    code = "api.database_away"
    law = cite(PIPL, "51")
    status = 503
    says = Words(
        zh="系统暂时无法记录查询，没有提供任何信息。",
        en="Nothing can be logged for the moment, so nothing was disclosed.",
    )
    do = Words(zh="请一分钟后再试。", en="Try again in a minute.")


class OurFault(Refused):
    """A bug; nothing was disclosed."""

    code = "api.our_fault"
    status = 500
    says = Words(
        zh="系统出错，没有提供任何信息。", en="Something broke on our side. Nothing was disclosed."
    )
    do = Words(zh="请稍后再试，并告知管理员。", en="Try again later, and tell the operator.")


class IdempotencyKey(Refused):
    """The name under which a request may be sent again is none."""

    code = "api.idempotency_key"
    status = 400
    says = Words(zh="Idempotency-Key 的格式不对。", en="The Idempotency-Key is malformed.")
    do = Words(
        zh="请在引号内写 1 至 128 个 ASCII 字符，最好是 UUID。",
        en="Write 1 to 128 ASCII characters in quotes, best a UUID.",
    )


class TooManyRequests(Refused):
    """The machine has sent all the requests it may send in this minute."""

    code = "api.too_many_requests"
    law = standard("RFC 6585", "4")
    status = 429
    says = Words(
        zh="这个系统接口本分钟内的请求过多。",
        en="This machine has sent too many requests in this minute.",
    )
    do = Words(
        zh="请按 Retry-After 等候后再发。", en="Wait as long as Retry-After says, then go on."
    )


class CaseBudgetSpent(Refused):
    """Machines have opened all the cases that they may open today for this seat."""

    code = "api.case_budget_spent"
    law = cite(PIPL, "6; 51")
    status = 429
    says = Words(
        zh="系统接口今天为这个岗位打开的事项已到上限。",
        en="Machines have opened as many cases for this seat as they may in a day.",
    )
    do = Words(
        zh="请按 Retry-After 等到明天，或由工作人员在工作台办理。",
        en="Wait until tomorrow, as Retry-After says, or let an officer go on at the desk.",
    )


class NotForThisSeat(Refused):
    """The operation is for seats of another kind."""

    code = "api.not_for_this_seat"
    law = cite(PIPL, "34")
    status = 403
    says = Words(zh="这个岗位不能使用这个接口。", en="This operation is not for your seat.")
    do = Words(
        zh="请由本单位负责这项工作的岗位办理。",
        en="Have it done by the seat of your agency that is for it.",
    )


class SignInNeeded(Refused):
    """Nobody is signed in to this browser who has a file of their own."""

    code = "api.sign_in_needed"
    law = cite(PIPL, "45")
    status = 401
    says = Words(
        zh="请先登录。这里只回答登录的本人。",
        en="Sign in first. Only the person who is signed in is answered here.",
    )
    do = Words(zh="请在本站登录后再试。", en="Sign in on this site, and try again.")


class NotYourself(Refused):
    """The number asked for is not that of whoever is signed in."""

    code = "api.not_yourself"
    law = cite(PIPL, "44")
    status = 403
    says = Words(
        zh="这里只回答登录的本人。",
        en="Only the person who is signed in is answered here.",
    )
    do = Words(zh="请不要写 userCode，或写自己的号码。", en="Leave userCode out, or give your own.")
