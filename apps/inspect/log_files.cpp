#include "apps/inspect/log_files.h"

#include <charconv>

#include "apps/inspect/field_names.h"
#include "eq/gate/epoch.h"
#include "eq/list/filter.h"
#include "eq/order/act.h"
#include "eq/order/answer.h"
#include "eq/order/entry.h"
#include "eq/order/succession.h"
#include "eq/order/tally.h"
#include "eq/tlog/split_view.h"
#include "eq/voucher/opening.h"
#include "eq/wire/log_entry.h"

namespace eq::inspect {
namespace {

using Value = std::optional<Described>;

Described text(std::string t) { return Described(Described::Leaf(std::move(t))); }
Described number(std::uint64_t n) { return Described(Described::Leaf(n)); }
Described record(Described::Parts parts) {
  return Described(Described::Shape::record, std::move(parts));
}

Described of_head(const tlog::Checkpoint& c, const tlog::Note& note) {
  Described signers(Described::Shape::list, {});
  for (const auto& line : note.signatures)
    signers.parts.push_back({"", text(shown_line(line.name))});
  return record({{"origin", text(shown_line(c.origin))},
                 {"size", number(c.head.size)},
                 {"root", text(hex(c.head.root))},
                 {"signed_by", std::move(signers)}});
}

Value of_note(std::string_view words) {
  const auto note = tlog::Note::parse(words);
  if (!note.ok()) return std::nullopt;
  const auto head = tlog::Checkpoint::parse(note->text);
  if (!head.ok()) return std::nullopt;
  return of_head(*head, *note);
}

template <class T>
Value entry(View bytes, const char* name) {
  const auto read = tlog::parse_entry<T>(bytes);
  if (!read.ok()) return std::nullopt;
  return record({{name, describe(*read, field_names)}});
}

/// Entries of other parties may be void: what does not read stands as bytes.
Described any_entry(View bytes) {
  if (auto known = order_entry(bytes)) return *std::move(known);
  if (const auto epoch = tlog::parse_entry<order::EpochEntry>(bytes); epoch.ok())
    return record({{"epoch", describe(*epoch, field_names)}});
  return record({{"unreadable", describe(to_bytes(bytes))}});
}

}  // namespace

Value checkpoint(View file) { return of_note(to_string(file)); }

Value split_view(View file) {
  const auto split = tlog::SplitView::parse(to_string(file));
  if (!split.ok()) return std::nullopt;
  auto longer = of_note(split->longer), shorter = of_note(split->shorter);
  if (!longer || !shorter) return std::nullopt;
  return record({{"longer", *std::move(longer)},
                 {"shorter", *std::move(shorter)},
                 {"proof", number(split->proof.size())}});
}

Value order_entry(View file) {
  if (file.empty()) return std::nullopt;
  const auto kind = static_cast<wire::LogEntryKind>(file[0]);
  switch (kind) {
    case wire::LogEntryKind::order: return entry<order::OrderEntry>(file, "order");
    case wire::LogEntryKind::intent: return entry<order::IntentEntry>(file, "intent");
    case wire::LogEntryKind::receipt: return entry<order::ReceiptEntry>(file, "receipt");
    case wire::LogEntryKind::list_head: return entry<list::SignedHead>(file, "list_head");
    case wire::LogEntryKind::key_event: return entry<wire::KeyEvent>(file, "key_event");
    case wire::LogEntryKind::act: return entry<order::ActEntry>(file, "act");
    case wire::LogEntryKind::answer: return entry<order::AnswerEntry>(file, "answer");
    case wire::LogEntryKind::tally: return entry<order::TallyEntry>(file, "tally");
    case wire::LogEntryKind::voucher_opening:
      return entry<voucher::OpeningEntry>(file, "voucher_opening");
    case wire::LogEntryKind::succession: return entry<order::SuccessionEntry>(file, "succession");
  }
  return std::nullopt;
}

Value bundle(View file) {
  Described entries(Described::Shape::list, {});
  bool any = false;
  for (Reader r(file); !r.empty();) {
    const auto size = r.u16();
    if (!size.ok()) return std::nullopt;
    const auto bytes = r.raw(*size);
    if (!bytes.ok()) return std::nullopt;
    Described one = any_entry(*bytes);
    any = any || one.parts[0].name != "unreadable";
    entries.parts.push_back({"", std::move(one)});
  }
  if (!any) return std::nullopt;
  return record({{"entries", std::move(entries)}});
}

Value epoch_object(View file) {
  const auto object = gate::EpochObject::decode(file);
  if (!object.ok()) return std::nullopt;
  return record({{"realm", text(shown_line(object->realm))},
                 {"epoch", text(to_text(object->epoch))},
                 {"dealt", text(hex(object->dealt))},
                 {"k", number(object->k())},
                 {"m", number(object->m())}});
}

Value epoch_parts(View file) {
  if (gate::EpochProof::decode(file).ok()) return record({{"proof", number(file.size())}});
  if (gate::DealtBody::decode(file).ok()) return record({{"dealt", number(file.size())}});
  return std::nullopt;
}

Value filter(View file) {
  if (!list::Filter::decode(file).ok()) return std::nullopt;
  return record({{"bytes", number(file.size())}});
}

Value look(View file) {
  const std::string words = to_string(file);
  const char* const end = words.data() + words.size();
  std::uint64_t size = 0, ms = 0;
  const auto first = std::from_chars(words.data(), end, size);
  if (first.ec != std::errc() || first.ptr == end || *first.ptr != ' ') return std::nullopt;
  const auto second = std::from_chars(first.ptr + 1, end, ms);
  if (second.ec != std::errc() || std::string_view(second.ptr, end) != "\n" || ms > kLastTime.ms)
    return std::nullopt;
  return record({{"size", number(size)}, {"at", text(to_text(Time{ms}))}});
}

}  // namespace eq::inspect
