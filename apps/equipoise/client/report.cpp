// `equipoise chat report`: nothing leaves without --send, and what leaves is what the preview
// showed.
#include <algorithm>
#include <sstream>

#include "apps/equipoise/client/chat.h"
#include "apps/equipoise/frame/attachment_words.h"
#include "parties/client/reporting.h"

namespace eq::app {
namespace {

using json = nlohmann::ordered_json;

struct Options {
  std::string conversation, category, note;
  std::uint64_t first = 0, last = 0;
  std::vector<std::uint64_t> withheld;
  enum class Act { preview, send } act = Act::preview;
  enum class Repeat { no, wanted } repeat = Repeat::no;
};

json describe(const ChatSession& session, const franking::Preview& p) {
  json lines = json::array();
  for (const auto& l : p.lines) {
    json j{{"seq", l.seq}, {"time", to_text(l.time)}, {"withheld", l.withheld()}};
    if (l.sender) j["name"] = session.name(*l.sender);
    if (l.content) {
      j["text"] = ForeignText(to_string(l.content->content));
      j["attachments"] = l.content->attachments.size();
    }
    lines.push_back(std::move(j));
  }
  return {{"category", franking::to_text(p.category)},
          {"advice", franking::advice(p.category)},
          {"note", p.note},
          {"bytes", p.bytes},
          {"lines", lines}};
}

std::string text_of(const ChatSession& session, const franking::Preview& p) {
  std::ostringstream out;
  out << "This is everything that leaves your device (" << p.bytes
      << " bytes, sealed to the moderator):\n"
      << "  category: " << franking::to_text(p.category) << "\n";
  if (!franking::advice(p.category).empty())
    out << "  before you send: " << franking::advice(p.category) << "\n";
  if (!p.note.empty()) out << "  your note: " << shown_block(p.note) << "\n";
  for (const auto& l : p.lines) {
    std::string line = "  #" + std::to_string(l.seq) + "  " + to_text(l.time) + "  ";
    if (l.withheld()) {
      out << line << "(withheld: only its place and time)\n";
      continue;
    }
    line += shown_name(session.name(*l.sender)) + ": ";
    out << line << shown_block(l.content->content, {line.size(), screen_columns()});
    for (const auto& a : l.content->attachments)
      out << "  [" << in_words(a) << ": the moderator will be able to open this file]";
    out << "\n";
  }
  return out.str();
}

/// Numbers that there are, the right way round.
void must_be_there(const client::Conversation& conversation, const client::Selection& selection) {
  if (selection.last < selection.first)
    throw Failure{"--last " + std::to_string(selection.last) + " comes before --first " +
                      std::to_string(selection.first),
                  "Give the earlier one first; nothing was sent.", 2};
  std::uint64_t newest = 0;
  for (const auto& m : conversation.history) newest = std::max(newest, m.record.stamp.seq);
  for (const auto& m : conversation.unshown) newest = std::max(newest, m.stamp.seq);
  if (newest == 0) throw Failure{"There is no message here yet", "Nothing was sent.", 2};
  if (selection.first == 0 || newest < selection.last)
    throw Failure{"There is no message " +
                      std::to_string(selection.first == 0 ? 0 : selection.last) +
                      " here; they go from 1 to " + std::to_string(newest),
                  "`equipoise chat show` lists them; nothing was sent.", 2};
}

/// Something of somebody else's has to be shown: that is what a report is about.
void must_show_another(const ChatSession& session, const client::Selection& selection) {
  bool any = false, any_of_others = false;
  for (const auto& m : session.state().conversations.at(selection.conversation).history) {
    const auto seq = m.record.stamp.seq;
    if (seq < selection.first || selection.last < seq || selection.withheld.contains(seq)) continue;
    any = true;
    any_of_others |= m.record.sender != session.state().me.record.id();
  }
  if (!any)
    throw Failure{"At least one message must be shown",
                  "All that you named are withheld, or did not verify here. Nothing was sent.", 2};
  if (!any_of_others)
    throw Failure{
        "All messages that this would show are your own",
        "A report is about what somebody else wrote: name one of theirs. Nothing was sent.", 2};
}

std::string numbers(const std::vector<std::uint64_t>& seqs) {
  std::string out;
  for (const auto seq : seqs) out += (out.empty() ? "#" : ", #") + std::to_string(seq);
  return out;
}

/// What is sent a second time takes a moderator's time a second time.
void must_not_repeat(const std::vector<std::uint64_t>& before, const franking::Preview& preview,
                     const Options& options) {
  const auto shown = static_cast<std::size_t>(
      std::ranges::count_if(preview.lines, [](const auto& l) { return !l.withheld(); }));
  if (options.act != Options::Act::send || options.repeat == Options::Repeat::wanted ||
      before.size() < shown)
    return;
  throw Failure{
      "You reported " + numbers(before) + " before, and this shows nothing else",
      "Its answer arrives with `equipoise chat sync`. To report it again all the same, add --again; "
      "nothing was sent.",
      2};
}

void report(const PartyOptions& party, const Options& options) {
  ChatSession s(party.home);
  client::Selection selection{s.conversation(options.conversation),
                              options.first,
                              options.last ? options.last : options.first,
                              {options.withheld.begin(), options.withheld.end()}};
  for (const auto seq : options.withheld) {
    if (seq < selection.first || selection.last < seq)
      throw Failure{
          "--withhold " + std::to_string(seq) + " is not among the messages from " +
              std::to_string(selection.first) + " to " + std::to_string(selection.last),
          "Nothing was sent. Name numbers in between: what is not withheld leaves this device.", 2};
  }
  must_be_there(s.state().conversations.at(selection.conversation), selection);
  must_show_another(s, selection);
  if (!options.note.empty()) must_be_text(options.note, "The note");
  const auto category =
      must(franking::parse_category(options.category), "There is no category " + options.category,
           "Known: " + franking::category_words() + ".");
  const Bytes prepared =
      s.done(client::prepare_report(s.state(), selection, category, options.note),
             "Cannot report these messages");
  const auto preview = s.done(franking::preview(prepared), "Cannot preview the report");
  const auto before = s.done(client::reported_before(s.state(), prepared), "Cannot compare it");
  must_not_repeat(before, preview, options);
  json j{{"preview", describe(s, preview)}, {"reported_before", before}, {"sent", false}};
  std::string text = text_of(s, preview);
  if (!before.empty()) text += "You reported " + numbers(before) + " before.\n";
  if (options.act == Options::Act::send) {
    auto h = s.environment();
    s.done(client::submit_report(s.state(), h, prepared), "Cannot send the report");
    j["sent"] = true;
    text += "Sent. The answer with a case number arrives with `equipoise chat sync`.\n";
  } else {
    text += "Nothing has left. Add --send to send exactly this.\n";
  }
  print(party.json, j, text);
}

}  // namespace

std::string report_in_words(ChatSession& session, const ConversationId& in, std::uint64_t seq) {
  const client::Selection one{in, seq, seq, {}};
  must_be_there(session.state().conversations.at(in), one);
  const Bytes prepared =
      session.done(client::prepare_report(session.state(), one, franking::Category::other, ""),
                   "Cannot report message " + std::to_string(seq));
  return text_of(session, session.done(franking::preview(prepared), "Cannot preview the report")) +
         "Nothing has left. To send it, in another terminal, with the category that it is (" +
         franking::category_words() + "):\n  equipoise chat report " + in.hex().substr(0, 8) +
         " --first " + std::to_string(seq) + " --category CATEGORY --send --home " +
         session.home().dir() + "\n";
}

namespace {

/// What the moderator answered and decided, once more.
void cases(const PartyOptions& party) {
  ChatSession s(party.home);
  json answers = json::array();
  std::string text;
  const auto tell = [&](const client::Event& event, Time at) {
    answers.push_back(s.describe(event));
    answers.back()["at"] = to_text(at);
    text += to_text(at) + "  " + s.line(event) + "\n";
  };
  for (const auto& r : s.state().receipts) tell(client::ReportAnswered{r}, r.received);
  for (const auto& n : s.state().decisions) tell(client::CaseDecided{n}, n.decided);
  print(party.json, {{"answers", answers}},
        text.empty() ? "No report of yours was answered, and no case concerns you." : text);
}

void appeal(const PartyOptions& party, const std::string& number, const std::string& words) {
  must_be_text(words, "The appeal");
  constexpr std::size_t kMost = 1000;
  if (words.size() > kMost)
    throw Failure{"An appeal has at most 1000 bytes; these are " + std::to_string(words.size()),
                  "Say it shorter; nothing was sent.", 2};
  ChatSession s(party.home);
  auto h = s.environment();
  s.done(client::submit_appeal(s.state(), h, number, words), "Cannot appeal");
  print(
      party.json, {{"case", number}, {"sent", true}},
      "Sent. Whether it is taken in, and what comes of it, arrives with `equipoise chat sync`.\n");
}

}  // namespace

void add_reports(Command& chat, const std::shared_ptr<PartyOptions>& party) {
  Command& reporting = chat.add(
      "report", "Report messages to the moderator (preview first)",
      "3f2a --first 4 --last 7 --category threat --note \"It goes on for weeks\" --home ana");
  const auto o = std::make_shared<Options>();
  reporting.option("conversation", &o->conversation, kWhichConversation).required();
  reporting.option("--first", &o->first, "Number of the first message").required();
  reporting.option("--last", &o->last, "Number of the last message (default: the first)");
  reporting.option("--withhold", &o->withheld, "Numbers in between whose content stays here");
  reporting.option("--category", &o->category, "One of: " + franking::category_words()).required();
  reporting.option("--note", &o->note, "Your words to the moderator");
  reporting.flag(
      "--send", [o] { o->act = Options::Act::send; },
      "Send; without it, only the preview is shown");
  reporting.flag(
      "--again", [o] { o->repeat = Options::Repeat::wanted; },
      "Send although all of it was reported before");
  reporting.action([party, o] { report(*party, *o); });

  Command& listing =
      chat.add("cases", "List the answers to your reports, and what was decided in cases about you",
               "--home ana");
  listing.action([party] { cases(*party); });

  Command& appealing = chat.add(
      "appeal",
      "Ask for a case about you, or reported by you, to be looked at again by somebody else",
      "M-000001 \"The message was an invitation to a play\" --home ana");
  const auto number = std::make_shared<std::string>(), words = std::make_shared<std::string>();
  appealing.option("case", number.get(), "Its number, as you were told: M-000001").required();
  appealing
      .option("words", words.get(),
              "What was overlooked, at most 1000 bytes; the moderator reads it")
      .required();
  appealing.action([party, number, words] { appeal(*party, *number, *words); });
}

}  // namespace eq::app
