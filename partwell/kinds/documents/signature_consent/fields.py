"""Words of the consent. What the parties agree on is what a signature here can claim to be, and no more.

Values besides the common ones: `phone_masked` text: the number codes go to, 138••••2048.
"""

from collections.abc import Mapping
from typing import Any

from partwell.lib.paper.chinese import day
from partwell.lib.paper.letters import E_SIGNATURE, PRIVACY, head, small_print
from partwell.lib.paper.model import Paper, Section, items, para, runs
from partwell.lib.paper.values import Values


def fields(values: Mapping[str, Any]) -> Paper:
    """The consent of one person. Raises `Incomplete`."""
    v = Values(values)
    h = head(v)
    phone = v.text("phone_masked")
    v.finish()
    return Paper(
        title="电子签名使用确认书",
        number=h.number,
        sections=(
            Section(
                "一、约定的内容",
                (
                    para(
                        (
                            f"根据{E_SIGNATURE}第三条、第十三条，"
                            f"{{company}}与{{employee}}就劳动关系中文书的电子签名约定如下："
                        ),
                        company=h.company,
                        employee=h.named,
                    ),
                    items(
                        runs("适用的文书：劳动合同履行、变更、解除、终止过程中的通知、确认、清单和证明。"),
                        runs(
                            "签署的方式：本人登录自己的账号，阅读全文，输入发到手机 {phone} 的一次性验证码，"
                            "并在屏幕上手写签名；"
                            "不便手写的，可以只用验证码签署，记录中会写明。"
                            "本人可以另外用自己设备中的通行密钥确认，由该设备对文书的校验值签名，记录中同样写明。",
                            phone=phone,
                        ),
                        runs("验证码五分钟内有效，只对一份文书、一种答复有效。请不要告诉任何人；公司的同事不会索要。"),
                        runs(
                            "每份文书签署后，系统把原文、签名、时间一并固定，此后的改动能够被发现。"
                            "本人随时可以查看、下载副本，不收费用。"
                        ),
                        runs(
                            "按以上方式完成的签名，双方认可为本人所签。签名不使用电子认证服务机构的证书，双方对此知悉。"
                        ),
                    ),
                ),
            ),
            Section(
                "二、您的选择和个人信息",
                (
                    items(
                        runs(
                            "您可以不签本确认书，改用纸质签署，没有任何不利后果。"
                            "签了以后也可以随时书面要求今后改用纸质签署。"
                        ),
                        runs("公司免费提供纸质副本，每份文书至少一份。"),
                        runs(
                            "手机号码变更的，请及时告诉人力资源部；变更前发到旧号码的验证码签署的文书，您可以提出异议。"
                        ),
                        runs(
                            "系统只保存签名的图像，不保存书写的速度和力度；手机号码只用于发送验证码和通知"
                            f"（{PRIVACY}第六条、第十三条）。"
                        ),
                    ),
                ),
            ),
        ),
        speaks="both",
        company=h.company,
        employee=h.employee,
        on=day(h.issued_on),
        seats=("员工", "公司代表"),
        unaffected="不签也可以：所有文书都可以改用纸质签署。",
        notes=small_print(h, seal=False),
    )
