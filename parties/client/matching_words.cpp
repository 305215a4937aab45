#include "parties/client/matching_words.h"

namespace eq::client {
namespace {

std::string_view advice_of(list::Kind kind) {
  switch (kind) {
    case list::Kind::child_abuse_a:
    case list::Kind::child_abuse_b:
      return "To keep it or pass it on may be a crime, also for somebody who never asked for it; to report the message is not.";
    case list::Kind::terrorism:
      return "To pass it on may be a crime. The list does not know why you have it: to report on terrorism or to study it can be lawful.";
    case list::Kind::intimate_images:
      return "Somebody in it did not agree that others see it: please do not pass it on. If it shows you, report the message.";
    case list::Kind::drill:
      return "This is a drill: the picture is harmless, and nothing comes of it.";
  }
  return "";
}

std::string warn_terms(list::Kind kind) {
  return "\n  What is compared: each received picture that you open here, with a list of " +
         std::string(list::subject_of(kind)) +
         ".\n  What leaves this device: when you open a picture, " +
         std::to_string(sizeof(list::Elements)) +
         " bytes that look random, as many whatever the picture is. The service sees that you opened one, neither which nor the result."
         "\n  A picture on the list is shown blurred, with a warning. Nobody else is told.";
}

std::string report_terms(list::Kind kind, const list::Reporting& r) {
  return "\n  What is compared: each picture that you send, with a list of " +
         std::string(list::subject_of(kind)) +
         ".\n  What leaves this device: a voucher with each picture, when you send it, of the same size whatever the picture is. Those of "
         "unlisted pictures say nothing to anybody. With more than " +
         std::to_string(r.terms.curves.threshold) +
         " listed ones the server can open these, after it has said so in the public log; a hotline compares them, and a person decides "
         "whether you are reported. You can learn of an opening after " +
         std::to_string(r.notice_days) + " days.";
}

}  // namespace

std::string to_text(const ModeHere& m) {
  const std::string subject(list::subject_of(m.kind));
  if (m.standing.mode == list::Mode::off)
    return "Nothing is compared with a list of " + subject + ". " +
           std::string(list::to_text(m.standing.off));
  const std::string what =
      m.standing.mode == list::Mode::warn_user_only
          ? "this device warns you, and nobody else, of a received picture that is on a list of " +
                subject
          : "you may be reported if you send more than a threshold of pictures on a list of " +
                subject;
  switch (m.consent) {
    case ModeHere::Consent::given: return "You agreed: " + what + ".";
    case ModeHere::Consent::none:
      return "Nothing is compared, for you have not agreed. Once you do, " + what + ".";
    case ModeHere::Consent::for_something_else:
      return "Nothing is compared: you agreed to something else than what now applies. Once you agree to it, " +
             what + ".";
  }
  return "";
}

std::string terms_text(const ModeHere& m, const list::ListHead& head) {
  if (m.standing.mode == list::Mode::off) return "";
  const auto& b = *m.standing.rule.basis;
  std::string text = m.standing.mode == list::Mode::warn_user_only
                         ? warn_terms(m.kind)
                         : report_terms(m.kind, *head.reporting);
  if (m.kind == list::Kind::drill)
    text +=
        "\n  This is a drill: the pictures on the list are harmless, and no drill reports anybody.";
  return text + "\n  Legal basis: " + b.instrument + ", " + b.article + ", until " +
         eq::to_text(b.until) + ", signed by " + b.signed_by + ".";
}

std::string warning_text(const PictureAnswer& a, const list::AcceptedList& l) {
  std::string by;
  for (const auto& authority : l.accepted().certified_by())
    by += (by.empty() ? "" : " and ") + authority.name + " (" + authority.jurisdiction + ")";
  return "This picture looks like one on version " + std::to_string(a.finding.list_version) +
         " of a list of " + std::string(list::subject_of(a.finding.kind)) + ", certified by " + by +
         ". " + std::string(advice_of(a.finding.kind)) +
         " The check compared fingerprints on this device; the server received " +
         std::to_string(a.sent) +
         " random-looking bytes, as for every picture, and learned neither the picture nor the result. "
         "Nobody was told. If it should not be here, you can report the message, or leave the conversation (`chat leave`). If the warning is "
         "wrong, `equipoise chat dispute` tells the hotlines; if they withdraw the entry, this device tells you by itself.";
}

}  // namespace eq::client
