#include "eq/wire/desk.h"

#include "eq/wire/pages.h"

namespace eq::wire {

Result<DeskRead> read_desk(const Clerk& c, std::uint64_t seen) {
  DeskRead out{{}, seen, 0};
  Pages pages = Pages::counted(seen);
  const Address self = Address::of(c.signing.verify_key());
  for (bool more = true; more && pages.ask();) {
    auto got = ask(c.server, c.caller(), c.now, c.rng, DeskFetch{pages.seen(), 64});
    if (!got.ok() && got.error() == Err::refused && pages.begin_again()) continue;
    const DeskContents page = TRY(std::move(got));
    more = page.more && !page.letters.empty();
    for (const DeskLetter& item : page.letters) {
      TRY(pages.take(item.seq));
      auto letter =
          open_letter(self, c.letters.private_key.reveal("opening a letter"), item.letter);
      const bool good = letter.ok() && letter->at <= c.now + kClockSlack_ms &&
                        letter->at + kLetterAge_ms >= c.now;
      if (good)
        out.letters.push_back(std::move(*letter));
      else
        ++out.ignored;
    }
  }
  out.seen = pages.seen();
  return out;
}

Status acknowledge(const Clerk& c, std::uint64_t seen) {
  TRY(ask(c.server, c.caller(), c.now, c.rng, DeskAck{seen}));
  return ok();
}

Status post(const Clerk& c, const Organisation& to, LetterKind kind, Bytes body) {
  const Address address = Address::of(to.signing);
  Bytes letter = TRY(seal_letter(address, to.hpke, kind, std::move(body), c.signing, c.now, c.rng));
  TRY(ask(c.server, c.caller(), c.now, c.rng, DeskPost{address, std::move(letter)}));
  return ok();
}

}  // namespace eq::wire
