// A witness facing strangers: never a cosignature for anything not signed by the log.
#include "eq/testing/seeded.h"
#include "eq/tlog/witness.h"

using namespace eq;
using namespace eq::tlog;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static testing::SeededRandom rng(1);
  static const LogSigner log("l", crypto::SigningKey::generate(rng));
  static const Witness witness(WitnessSigner("w", crypto::SigningKey::generate(rng)),
                               {log.verify_key()});
  const std::string body = to_string(View(data, size));
  if (const auto a = AddCheckpoint::parse(body)) EQ_ASSERT(a->text() == body);
  (void)witness.origin_of(body);
  EQ_ASSERT(witness.add_checkpoint({}, body, Time{1'790'000'000'000}).reply.status != 200);

  // The same bytes as proof and sizes around a checkpoint that the log did sign.
  const std::string signed_body = body + "\n\n" + sign_checkpoint({3, empty_root()}, log);
  const WitnessStep step =
      witness.add_checkpoint(WitnessRecord{"l", {2, empty_root()}, ""}, signed_body, Time{1});
  EQ_ASSERT(step.reply.status != 200 && !step.persist);
  return 0;
}
