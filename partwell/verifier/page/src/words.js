// What each check is called and says; `short` is the line of the list, `pass` the sentence when it holds.

import { both } from "./text.js";

export const CHECKS = {
  zip: both("压缩包结构正常", "The zip is plain"),
  bag: both("清单与文件一致", "Manifests and files agree"),
  canonical: both("每条记录格式规范", "Every entry is canonical"),
  leaf: both("每条记录未被改动", "No entry was changed"),
  stream: both("前后相接，没有缺号", "Linked one to the next, none missing"),
  time: both("时间没有倒退", "Times do not run backwards"),
  checkpoint: both("日志签名有效", "The log's signature holds"),
  key: both("签名公钥是您认可的那一把", "The signing key is the one you know"),
  inclusion: both("包含在公司的总日志里", "Included in the company's log"),
  content: both("披露内容与记录一致", "Disclosed contents are what was recorded"),
  files: both("文件与记录一致", "Files are what was recorded"),
  pdf: both("文件上的电子签名", "Electronic signatures in the files"),
  template: both("流程模板是记录所指的版本", "The process template is the version recorded"),
  process: both("每一步都合规则", "Every step kept the rules"),
  complete: both("必需节点齐全", "No required step is missing"),
  end: both("包含案件的结束", "The end of the case is included"),
  anchors: both("外部锚定（可信时间戳、见证人）", "Outside anchors (time stamps, witnesses)"),
  tsa: both("时间戳机构是您认可的", "The time-stamp authority is one you know"),
  window: both("全部记录都已锚定在外", "Every entry is anchored outside"),
  receipt: both("回执格式正确，路径成立", "The receipt is well-formed, and its path holds"),
  note: both("检查点格式正确", "The checkpoint is well-formed"),
  signed: both("签名出自证据包里的公钥", "Signed by a key of the bundles"),
  fork: both("与其他证据包、回执对照", "Compared with other bundles and receipts"),
};

/** Why a check may have failed, for a reader who must decide what to do. */
export const CAUSES = {
  zip: both("包被做过手脚，或用其他软件重新压缩过", "The zip was doctored, or packed anew by another program"),
  bag: both("文件在打包以后被改过、添加或取走", "A file was changed, added or taken out after packing"),
  canonical: both("记录被改写，或不是本软件写出的", "The entry was rewritten, or not written by this software"),
  leaf: both("记录被改过或被取走", "The entry was changed or taken out"),
  stream: both("有记录被抽走、插入或调换", "An entry was taken out, put in or swapped"),
  time: both("时钟被拨回，或记录被倒填", "A clock was set back, or an entry was back-dated"),
  checkpoint: both("日志被改写，或签名是伪造的", "The log was rewritten, or the signature is forged"),
  key: both("整份日志由另一把钥匙签名：可能是整体伪造", "Another key signed the log: it may be forged as a whole"),
  inclusion: both("这条记录不在公司签名的日志里", "This entry is not in the log the company signed"),
  content: both("披露的内容被换过", "The disclosed content was replaced"),
  files: both("文件在记入以后被改过，或换成了另一份", "The file was changed after it was recorded, or is another one"),
  pdf: both("文件在签署后被改过，或签名是伪造的", "The paper was changed after signing, or the signature is forged"),
  template: both("流程规则被换成了另一版", "The rules of the process were replaced"),
  process: both("有人绕过了流程", "Somebody went around the process"),
  complete: both("案件在缺少必做节点时被办结", "The case was closed with a required step missing"),
  anchors: both("外部证明不属于这份日志", "The outside proof is not of this log"),
  tsa: both("时间戳可能是自己签发的", "The time stamp may be home-made"),
  receipt: both("回执被改过", "The receipt was changed"),
  note: both("检查点被改过", "The checkpoint was changed"),
  signed: both("回执不是这家公司出具的，或被改过", "The receipt is not of this company, or was changed"),
  fork: both("公司有两套记录，或在出具回执以后改写了日志", "The company keeps two histories, or rewrote its log after giving a receipt"),
};

export const SENTENCES = {
  fork_open: both("无从比对：一并放入的文件都不含本文件中的任何一条记录、也没有相同条数的检查点。请向公司要包含它的证据包。", "Nothing to compare: no other file holds an entry of this one or a head of its size. Ask for one that does."),
  stream_open: both("本包是节选：节选之间是否另有记录，本包无法证明。", "An excerpt: what lies between the entries given is not shown."),
  tsa_open: both("未提供时间戳机构根证书的指纹。请向该机构核对：包内证书本身不能证明是谁的。", "No fingerprint of an authority was given. Ask the authority: a certificate inside proves nobody."),
  window_open: both("以下记录晚于最近一次外部时间戳（或没有时间戳）：在被锚定之前，持有签名密钥的公司可以改写而不被本包发现。", "No outside time stamp covers these entries: whoever holds the signing key could rewrite them unseen."),
  signed_open: both("没有可用的公钥。请与同一公司的证据包一起放入。", "There is no key to check with; put in a bundle of the same company as well."),
  anchors_none: both("包内没有外部锚定。距最近一次外部锚定：无。", "The bundle holds none. Age of the last outside anchor: none."),
  key_open: both("未提供公钥指纹。请与纸质文件或其他渠道取得的指纹比对：包内公钥本身不能证明是谁的。", "No fingerprint was given. Compare this one with a paper or another source: a key inside proves nobody."),
  key_other: both("签名的是另一把公钥；但它所证明的内容，也在您那把公钥签名的日志里。若那是更换之前的公钥，请用当时取得的指纹再核验。", "Another key signed this; what it proves is in the log of your key too. Check with the key you got it with."),
  complete_open: both("案件尚未办结，以下节点未完成。", "The case is not closed; these steps are open."),
  complete_cancelled: both("案件已撤销，未办结。", "The case was cancelled, not closed."),
  end_open: both("案件尚未结束：最后一条之后是否另有记录，本包无法证明。", "The case has not ended: whether entries follow the last one, this bundle can't prove."),
};
