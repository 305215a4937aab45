// What went wrong, for the person who typed: one sentence for each cause, and a remedy that works
// for it.
#include "apps/equipoise/client/session.h"
#include "parties/client/matching.h"

namespace eq::app {
namespace {

Failure stale(const std::string& what, wire::Code said) {
  switch (said) {
    case wire::Code::expired:
      return {
          what + ": this device's clock and the server's differ by more than five minutes",
          "Set the clock; where days are simulated, the home must name the clock file of the others (--clock FILE)."};
    case wire::Code::stale_epoch:
      return {what + ": somebody changed the conversation meanwhile",
              "Run `equipoise chat sync` and try again."};
    case wire::Code::replayed:
    case wire::Code::conflict:
      return {what + ": the server has this, or something else in its place, already",
              "Run `equipoise chat sync` and look."};
    default:
      return {
          what + ": no witness has seen the public log that the server shows for an hour",
          "Try again in a few minutes. If it stays so, tell whoever runs the server; nothing is wrong with this device."};
  }
}

Failure exhausted(const std::string& what, wire::Code said) {
  if (said == wire::Code::exhausted)
    return {what + ": a person whom you want to add has no key package left at the server",
            "Their device puts new ones there when it is online next."};
  if (said == wire::Code::rate_limited)
    return {what + ": the server asks for a pause", "Try again later."};
  return {
      what + ": no sending token is left for today",
      "The moderator's office gives new ones: run `equipoise chat sync` in a while. What you typed is kept where it says so."};
}

/// What whoever runs the server decided about accounts.
std::optional<Failure> by_operator(const std::string& what, wire::Code said) {
  switch (said) {
    case wire::Code::uninvited:
      return Failure{
          what +
              ": a new account takes an invitation here, and what was given is none, or was used or is past its day",
          "Ask whoever runs the server for one, and give it with --invitation CODE.", 3};
    case wire::Code::suspended:
      return Failure{
          what +
              ": whoever runs the server has suspended this account: it takes in what arrives, and can begin nothing",
          "Ask them why, and until when. Nothing is wrong with this device.", 3};
    case wire::Code::erased:
      return Failure{
          what + ": whoever runs the server has erased this account there",
          "What is on this device stays, and can be read. Ask them why, or make a new account.", 3};
    default: return std::nullopt;
  }
}

}  // namespace

Failure ChatSession::list_failure(const std::string& what, Err err) {
  auto h = environment();
  if (err == Err::stale && client::what_is_old(state_, h) == client::Old::list)
    return {
        what +
            ": the list has expired, or is older than one that there is, and nobody has published the next",
        "Nothing is compared with it. Its hotlines have to publish it anew; nothing is wrong with this device."};
  return failure(what, err);
}

Failure chat_failure(const std::string& what, Err err, wire::Code said) {
  switch (err) {
    case Err::unavailable:
      if (said == wire::Code::internal || said == wire::Code::unavailable)
        return {what + ": the server does not answer, or cannot store anything now",
                "Is it running? Try again later."};
      return {what + ": the server does not answer a question that this takes", "Try again later."};
    case Err::exhausted: return exhausted(what, said);
    case Err::missing:
      return {what + ": the server knows nothing of that name or number",
              "Compare it, and try again."};
    case Err::stale: return stale(what, said);
    case Err::too_large:
      return {what + ": too large", "A message has at most " + std::to_string(kLongestText) +
                                        " bytes of text, and a file 30 MiB."};
    case Err::refused:
      if (const auto failure = by_operator(what, said)) return *failure;
      if (said == wire::Code::unauthorised)
        return {what + ": the server does not know this device, or not as a member",
                "`equipoise chat list` shows where you are a member."};
      if (said == wire::Code::refused)
        return {what + ": the server takes it for something that its rules forbid",
                "`equipoise chat sync`, then `equipoise chat list` shows how things stand."};
      return {what + ": this is not allowed as things stand on this device",
              "`equipoise chat list` shows where you are a member, and how things stand there."};
    case Err::forged: return {what + ": a proof did not verify", "Nothing was shown or sent.", 3};
    case Err::malformed:
    case Err::unsupported:
      return {what + ": the server or a file answered in an unknown form",
              "Are both the same version?"};
  }
  return {what, ""};
}

}  // namespace eq::app
