"""What each check says, in Chinese and English: the sentence when it passes, and others for what stays open."""

TEXTS: dict[str, tuple[str, str]] = {
    "zip": (
        "压缩包结构正常：无越界路径、重名、链接、加密或异常膨胀。",
        "The zip is plain: no path out of its folder, no name twice, no link, encryption or bomb.",
    ),
    "bag": ("清单与文件一一对应，内容一致。", "Manifests and files agree, each file with its SHA-256."),
    "canonical": (
        "每条记录均为规范格式，字段齐全。",
        "Every entry is canonical JSON with exactly the fields of its version.",
    ),
    "leaf": ("每条记录的叶哈希与目录所列一致。", "Every entry's leaf hash is the one listed."),
    "stream": (
        "记录从第 1 条起连续编号，逐条链接前一条，无缺失、重复、调换。",
        "Entries are numbered from 1 without gap, each linked to the one before; none missing, doubled or swapped.",
    ),
    "time": (
        "记录时间没有倒退（允许 5 分钟时钟误差）。",
        "Times do not run backwards (clocks may differ by 5 minutes).",
    ),
    "checkpoint": (
        "检查点签名与包内公钥相符，每个日志只有一个检查点。",
        "Each checkpoint carries a valid signature of the log's key in the bundle; one checkpoint a log.",
    ),
    "key": (
        "签名公钥的指纹与您提供的一致。",
        "The fingerprint of the signing key is the one you gave.",
    ),
    "key_open": (
        "未提供公钥指纹。请与纸质文件或其他渠道取得的指纹比对：包内公钥本身不能证明是谁的。",
        "No fingerprint was given. Compare this one with a paper or another source: a key inside proves nobody.",
    ),
    "key_other": (
        "签名的是另一把公钥；但它所证明的内容，也在您那把公钥签名的日志里。若那是更换之前的公钥，请用当时取得的指纹再核验。",
        "Another key signed this; what it proves is in the log of your key too. Check with the key you got it with.",
    ),
    "inclusion": (
        "每条记录均能以存在性证明追溯到已签名的检查点。",
        "Every entry is proven to be in the log under a signed checkpoint.",
    ),
    "content": (
        "披露的内容与记录中的承诺值一致（未披露或已依法删除的内容单列）。",
        "Disclosed contents are what the entries commit to (what is not disclosed or was erased is listed).",
    ),
    "files": ("文件与记录中的承诺值一致。", "Files are what the entries commit to."),
    "template": (
        "流程模板即各记录所指的版本。",
        "The process template is the version the entries name.",
    ),
    "end": (
        "记录包含案件的结束（办结或撤销）。",
        "The entries include the end of the case (closed or cancelled).",
    ),
    "end_open": (
        "案件尚未结束：最后一条之后是否另有记录，本包无法证明。",
        "The case has not ended: whether entries follow the last one, this bundle can't prove.",
    ),
    "anchors": (
        "外部锚定（可信时间戳、见证人）：未检查，包内没有。距最近一次外部锚定：无。",
        "Outside anchors (time stamps, witnesses): not checked, there are none. Age of the last outside anchor: none.",
    ),
    "fork": (
        "与一并提供的其他证据包没有矛盾（同一日志没有两套历史）。",
        "No contradiction with the other bundles given (one log, one history).",
    ),
    "fork_open": (
        "无从比对：一并提供的文件都不含本文件中的任何一条记录、也没有相同条数的检查点。请向公司要包含它的证据包。",
        "Nothing to compare: no other file holds an entry of this one or a head of its size. Ask for one that does.",
    ),
    "stream_open": (
        "本包是节选：其余记录未列入，节选之间是否另有记录，本包无法证明。",
        "This is an excerpt: the other entries are left out, and what lies between those given is not shown.",
    ),
    "anchors_2": (
        "每个外部时间戳均针对本日志的某个检查点，该检查点与本包的日志前后一致，时间先后合理。",
        "Each outside time stamp is over a checkpoint that this log grew from, and the times are in order.",
    ),
    "anchors_none": (
        "包内没有外部时间戳。距最近一次外部锚定：无。",
        "The bundle holds no outside time stamp. Age of the last outside anchor: none.",
    ),
    "tsa": (
        "时间戳机构的根证书指纹与您提供的一致。",
        "The time stamps come from an authority whose root certificate is the one you gave.",
    ),
    "tsa_open": (
        "未提供时间戳机构根证书的指纹。请向该机构核对：包内证书本身不能证明是谁的。",
        "No fingerprint of a time-stamp authority was given. Ask the authority: a certificate inside proves nobody.",
    ),
    "window": (
        "全部记录均在最近一次外部时间戳之前写入日志。",
        "Every entry was in the log before the last outside time stamp.",
    ),
    "window_open": (
        "以下记录晚于最近一次外部时间戳（或没有时间戳）：在被锚定之前，持有签名密钥的公司可以改写而不被本包发现。",
        "No outside time stamp covers these entries: whoever holds the signing key could rewrite them unseen.",
    ),
    "receipt": (
        "回执格式正确，存在性证明从该条记录通向所附检查点。",
        "The receipt is well-formed, and its path leads from the entry to the checkpoint in it.",
    ),
    "note": (
        "检查点格式正确。",
        "The checkpoint is well-formed.",
    ),
    "signed": (
        "检查点的签名与已知公钥相符。",
        "The checkpoint is signed by a key that is known.",
    ),
    "signed_open": (
        "没有可用的公钥，签名未检查。请与同一公司的证据包一起核验。",
        "There is no key to check the signature with; give a bundle of the same company with it.",
    ),
}
