// Showing a case.  That something was shown, when and to whom, is kept before it is shown, and
// nowhere else.
#include <algorithm>

#include "eq/franking/attachment.h"
#include "parties/moderator/step.h"

namespace eq::moderator {
namespace {

/// @param who  by the desk's word, whose key `by` is
void note(const State& state, Environment& environment, const Reviewer& who, const ReviewerKey& by,
          Case& c, const crypto::Digest& what) {
  Viewing v{environment.now, who, what, {}};
  v.signature = by.sign({to_sign(state.signing.verify_key(), case_number(c.number), v)});
  c.viewings.push_back(std::move(v));
  environment.keep();
}

}  // namespace

Result<Case*> find_case(State& state, std::uint32_t number) {
  const auto at = state.cases.find(number);
  REQUIRE_OR(at != state.cases.end(), Err::missing);
  return &at->second;
}

Result<CaseView> view_case(State& state, Environment& environment, const ReviewerKey& by,
                           std::uint32_t number) {
  const Reviewer who = TRY(admitted(state, by));
  Case& c = *TRY(find_case(state, number));
  CaseView view{c, {}};
  if (c.report.empty()) return view;
  view.shown = TRY(franking::preview(c.report));
  note(state, environment, who, by, c, c.report_digest);
  return view;
}

Result<Bytes> open_attachment(State& state, Environment& environment, const ReviewerKey& by,
                              std::uint32_t number, const franking::Attachment& attachment) {
  const Reviewer who = TRY(admitted(state, by));
  Case& c = *TRY(find_case(state, number));
  REQUIRE_OR(!c.report.empty(), Err::missing);
  const auto shown = TRY(franking::preview(c.report));
  const bool its_own = std::ranges::any_of(shown.lines, [&](const auto& line) {
    return !line.withheld() && std::ranges::find(line.content->attachments, attachment) !=
                                   line.content->attachments.end();
  });
  REQUIRE_OR(its_own, Err::missing);
  const auto blob =
      TRY(wire::ask(environment.server, wire::BlobGet{wire::BlobId{attachment.hash}}));
  auto file = TRY(franking::open_file(attachment, blob.data));
  note(state, environment, who, by, c, attachment.hash);
  return file;
}

Result<Bytes> open_picture(State& state, Environment& environment, const ReviewerKey& by,
                           std::uint32_t number, std::size_t i) {
  const Reviewer who = TRY(admitted(state, by));
  Case& c = *TRY(find_case(state, number));
  REQUIRE_OR(c.matched && i < c.matched->found.pictures().size(), Err::missing);
  const Bytes& picture = c.matched->found.pictures()[i].derivative;
  REQUIRE_OR(!picture.empty(), Err::missing);
  note(state, environment, who, by, c, crypto::sha256(picture));
  return picture;
}

}  // namespace eq::moderator
