#include "apps/equipoise/hotline/desk.h"

namespace eq::app {

Failure Hotline::failure(const std::string& what, Err err, const std::string& refused) const {
  switch (err) {
    case Err::unavailable:
      if (party.server->last_code() == wire::Code::unavailable)
        return {what + ": the server at " + party.home.settings().server + " does not answer",
                "Check that it runs and can be reached from here, then try again."};
      return {what + ": the witness has not seen the newest list yet", "Try again in a minute."};
    case Err::refused:
      return {
          what + ": " + (refused.empty() ? "the server lets this home do no such thing" : refused),
          "Nothing was changed.", 3};
    case Err::forged:
      return {what + ": a signature or proof does not verify",
              "Nothing was changed. Tell the auditor.", 3};
    case Err::stale:
      return {what +
                  ": it is older than what was seen before, or no witness has seen the log for an "
                  "hour",
              "Nothing was changed. Tell the auditor if it stays so.", 3};
    default: return {what + " (" + std::string(to_text(err)) + ")", ""};
  }
}

std::optional<hotline::Published> Hotline::published(hotline::Environment& environment,
                                                     list::Kind kind) {
  const std::string list = std::string(list::to_text(kind)) + " list";
  auto r = hotline::published(state, environment, kind);
  if (!r.ok() && r.error() == Err::unavailable)
    throw failure("The published " + list + " cannot be read", r.error());
  return done(std::move(r), "The published " + list + " is not acceptable",
              "two hotlines of two countries that may certify it did not sign it");
}

void Hotline::must_be_entrusted_with(list::Kind kind) const {
  for (const auto& c : party.realm.hotlines)
    if (c.org.signing == state.signing.verify_key() && !c.kinds.has(kind))
      throw Failure{c.org.name + " is not entrusted with lists of the kind " +
                        std::string(list::to_text(kind)) + " in this realm, but with " +
                        list::to_text(c.kinds),
                    "Nothing was added. The realm file says who is (`equipoise realm show`).", 3};
}

}  // namespace eq::app
