// Every decoder of this room: the first byte chooses a type; what decodes must encode to the same
// bytes.
#include <cstdlib>

#include "eq/wire/ask.h"
#include "eq/wire/directory_messages.h"
#include "eq/wire/letter.h"
#include "eq/wire/log_entry.h"
#include "eq/wire/realm.h"
#include "eq/wire/realm_check.h"
#include "eq/wire/vouchers.h"

namespace {
using namespace eq;
using namespace eq::wire;

template <class T>
void one(View data) {
  const auto t = decode<T>(data);
  if (t.ok() && encode(*t) != to_bytes(data)) std::abort();
}

template <class... T>
void choose(std::size_t n, View data) {
  using Decoder = void (*)(View);
  constexpr Decoder all[] = {one<T>...};
  all[n % sizeof...(T)](data);
}
}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  choose<SignedRequest, AccountRegister, AccountGet, KeyPackagesPublish, KeyPackagesTake,
         ConversationCreate, ConversationCommit, MessageSend, MailboxFetch, MailboxAck,
         MailboxContents, BlobPut, BlobGet, BlobData, MatchEvaluate, MatchEvaluated, ListGet,
         PublishedList, DeskPost, DeskFetch, DeskAck, DeskContents, LogAppend, Appended, CaseUpdate,
         AccessEnvelopes, EnvelopesOfDay, AccessMessages, FoundMessages, PreservationBegin,
         PreservationSecret, SealedDaySecret, AccessPreserved, PreservedRecords, Letter, LogEntry,
         KeyEvent, Realm, KeyPackagesTaken, MessageAccepted, CommitAccepted, AccountRecord,
         VoucherPut, voucher::Receipt, HolderTasks, VoucherWork, VoucherAnswer, OpeningsShown,
         MatchedPictures, Invitation, PastAsk, PastParts, PastTasks, PastAnswer, ProvenRecord,
         AccountCheck, NothingNewer>(data[0], {data + 1, size - 1});
  if (const auto r = decode<AccountRecord>({data + 1, size - 1}); r.ok()) (void)verify_record(*r);
  if (const auto r = decode<Realm>({data + 1, size - 1}); r.ok() && check(*r).ok())
    (void)to_text(*r);
  return 0;
}
