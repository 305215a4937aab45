#include "apps/equipoise/hotline/import_offers.h"

#include <algorithm>

#include "apps/equipoise/frame/failure.h"
#include "apps/equipoise/frame/home.h"
#include "apps/exchange/own.h"
#include "apps/exchange/page.h"
#include "eq/base/shown.h"

namespace eq::app {
namespace {

std::optional<Time> day_of(const std::string& text, const char* option) {
  if (text.empty()) return std::nullopt;
  return start_of(must(parse_day(text), std::string(option) + " \"" + text + "\" is not a date",
                       "Write it as YYYY-MM-DD."));
}

template <class T>
T readable(Result<T, exchange::Refusal> r, const std::string& file) {
  if (!r.ok()) throw Failure{file + ": " + shown_line(r.error().what), r.error().remedy, 1};
  return std::move(r).take();
}

/// Options that hold for every line which does not say better.
struct Defaults {
  std::string assessor, provenance;
  std::optional<Time> assessed, until;
};

Offered of_line(const exchange::Line& line, const Defaults& d) {
  Offered o{"line " + std::to_string(line.number), std::string(), {}};
  if (!line.said.ok()) {
    o.said = line.said.error().what;
    return o;
  }
  const auto& held = *line.said;
  o.hash = held.pdq;
  const auto assessed = held.assessed ? held.assessed : d.assessed;
  if (!assessed) {
    o.said = std::string("it does not say when somebody looked at it; give --assessed");
    return o;
  }
  o.said = hotline::Offer{held.pdq,
                          held.middle,
                          held.quality,
                          held.assessor.empty() ? d.assessor : held.assessor,
                          held.provenance.empty() ? d.provenance : held.provenance,
                          *assessed,
                          held.until ? held.until : d.until};
  return o;
}

const exchange::Signal* pdq_of(const exchange::Record& r) {
  const auto it = std::ranges::find(r.signals, exchange::Kind::pdq, &exchange::Signal::kind);
  return it == r.signals.end() ? nullptr : &*it;
}

/// Only what this member gave: it looked at the picture, and says so with its own key.  Its
/// timestamp is of the record's latest change there, by whomever, so it makes no entry younger that
/// is held already.
Offered of_ncmec(const exchange::Record& r, const ImportDefaults& said, const Defaults& d) {
  Offered o{"record " + shown_name(r.id), std::string(), {}, r.gone};
  const auto* pdq = pdq_of(r);
  if (pdq) o.hash = exchange::pdq_of(*pdq);
  if (r.gone)
    o.said =
        std::string("it was deleted at the exchange; where it is held, withdraw it by its hash");
  else if (r.id.substr(0, r.id.find('/')) != said.member)
    o.said = std::string(
        "another member gave it: a hotline certifies what it assessed itself, from its own copy");
  else if (!r.opinion.empty() && r.opinion != "affirmed")
    o.said = std::string(
        "other members doubt it; look at the picture again and add it itself (`list add`)");
  else if (!pdq)
    o.said = "it has no PDQ hash: " + exchange::why_not_held("md5");
  else
    o.said =
        hotline::Offer{*o.hash,
                       {},
                       {},
                       d.assessor,
                       d.provenance.empty() ? "NCMEC " + r.id : d.provenance + ", NCMEC " + r.id,
                       r.at,
                       d.until,
                       hotline::IfHeld::stays};
  return o;
}

/// Of these nobody at a hotline has seen the picture, and nobody at the exchange either.
Offered of_stopncii(const exchange::Record& r) {
  Offered o{"record " + shown_name(r.id), std::string(), {}, r.gone};
  const std::string pdq = "ImagePDQ:";
  if (r.id.starts_with(pdq))
    if (const auto hash = phash::Hash::from_hex(r.id.substr(pdq.size())); hash.ok()) o.hash = *hash;
  o.said = std::string(
      "it was made on the device of whom the picture shows, and no hotline has seen the picture: a "
      "certified list holds what two hotlines assessed");
  return o;
}

Offers of_page(const exchange::Page& page, const ImportDefaults& said, const Defaults& d) {
  Offers offers;
  for (const auto& r : page.records)
    offers.all.push_back(said.format == "ncmec" ? of_ncmec(r, said, d) : of_stopncii(r));
  for (const auto& id : page.meaningless)
    offers.all.push_back({"record " + shown_name(id),
                          std::string("its hash is of a picture without edges, or of none"),
                          {}});
  offers.notes = exchange::not_used_notes(page);
  if (!page.next.empty())
    offers.notes.push_back("This page is not the last of its set; import the others, too.");
  return offers;
}

}  // namespace

Offers read_offers(const std::string& file, const ImportDefaults& said, Time now) {
  const Defaults d{said.assessor, said.provenance, day_of(said.assessed, "--assessed"),
                   day_of(said.until, "--until")};
  if (d.until && *d.until <= now)
    throw Failure{"--until is in the past", "An entry stands until a later day.", 2};
  if (said.format == "ncmec" && (said.member.empty() || said.assessor.empty()))
    throw Failure{
        "A page of NCMEC needs --member and --assessor",
        "Give this hotline's own number there, and the role of who assessed its pictures.", 2};
  if (said.format != "ncmec" && !said.member.empty())
    throw Failure{"--member is for pages of NCMEC", "Leave it away.", 2};
  const Bytes document = read_file(file);
  if (said.format == "ncmec" || said.format == "stopncii")
    return of_page(readable(exchange::decode_page(said.format, document), file), said, d);
  const auto lines = readable(
      said.format == "csv" ? exchange::read_csv(document) : exchange::read_json_lines(document),
      file);
  Offers offers;
  for (const auto& line : lines) offers.all.push_back(of_line(line, d));
  return offers;
}

}  // namespace eq::app
