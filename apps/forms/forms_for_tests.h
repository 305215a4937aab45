// For this room's tests: complete values of every form.
#pragma once

#include "apps/forms/epoc.h"
#include "apps/forms/hi1_order.h"
#include "eq/base/codec.h"

namespace eq::forms::testing {

inline Epoc epoc() {
  Epoc e;
  e.form = {std::string(64, 'a'),
            "2027-03-05",
            "2027-03-06",
            "content",
            "AZ 12/27",
            "fraud & \"worse\"",
            "Art. 5 <2>",
            "milder means\nwere tried",
            "one account, \xc3\xa9tait grave",
            "60",
            "fraud-with-non-cash-means",
            "judge",
            "ordinary",
            ""};
  e.issuing_state = "NL";
  e.issuing_authority = "Rechtbank \xe2\x82\xac";
  e.addressee = "Equipoise, legal representative";
  e.related_order = "AZ 11/27";
  e.validating_authority = "Court of Amsterdam";
  e.enforcing_authority = "Authority of IE";
  e.recipient = "the issuing authority";
  return e;
}
inline Epoc emergency() {
  Epoc e = epoc();
  e.form.urgency = "emergency";
  e.form.threat = "a child is held";
  e.form.issuer = "police";
  e.form.category = "subscriber";
  e.related_order = e.validating_authority = e.enforcing_authority = e.form.listed = "";
  e.user_told_later = false;
  return e;
}
inline bool same(const Epoc& a, const Epoc& b) {
  const auto all = [](const Epoc& e) {
    const auto& f = e.form;
    return std::vector<std::string>{f.account,
                                    f.first,
                                    f.last,
                                    f.category,
                                    f.reference,
                                    f.offence,
                                    f.article,
                                    f.necessity,
                                    f.proportionality,
                                    f.sentence,
                                    f.listed,
                                    f.issuer,
                                    f.urgency,
                                    f.threat,
                                    e.issuing_state,
                                    e.issuing_authority,
                                    e.addressee,
                                    e.related_order,
                                    e.validating_authority,
                                    e.enforcing_authority,
                                    e.recipient,
                                    e.user_told_later ? "later" : "now"};
  };
  return all(a) == all(b);
}

inline NonExecution non_execution_form() {
  using order::Disposition;
  using order::Ground;
  return {"AZ 12/27",
          7,
          "Rechtbank",
          "Equipoise",
          {{Day{20880}, Disposition::refused, Ground::third_country},
           {Day{20881}, Disposition::not_held, Ground::none},
           {Day{20882}, Disposition::unclear, Ground::incomplete}},
          "a duty of secrecy",
          "the time zone",
          true,
          "desk@example"};
}

inline Header header() {
  Header h;
  h.sender = {"NL", "Police"};
  h.receiver = {"IE", "Provider"};
  h.transaction = "01234567-89ab-8def-8123-456789abcdef";
  h.at = start_of(Day{20870}) + 9 * kHour_ms + 123;
  return h;
}
inline Message new_case(const Epoc& e = epoc()) {
  return request_for(write_epoc(e, Audience::enforcing_authority), e.form, header(),
                     e.issuing_authority);
}

/// One of every kind of object, as actions of every verb.
inline Message everything() {
  const Message create = new_case();
  auto requests = std::get<0>(create.payload);
  const std::string id = requests[0].object->id;
  auto base = *requests[0].object;
  const auto with = [&](auto is) {
    auto o = base;
    o.associated = {id, requests[1].object->id};
    o.external = "order 7";
    o.generation = 3;
    o.content = std::move(is);
    return o;
  };
  Authorisation a = std::get<Authorisation>(base.content);
  a.invalid = Problem{Code::improper, "<odd>"};
  a.emergency = true;
  a.status = "Invalid";
  requests.push_back({Verb::update, "", with(a)});
  Task t{Task::Kind::preservation,  "AZ",        "AwaitingPreservation", "",
         "StoredContentData",       header().at, header().at + kDay_ms,  "account",
         header().at + 60 * kDay_ms};
  requests.push_back({Verb::create, "", with(t)});
  requests.push_back(
      {Verb::create, "",
       with(Notification{"what", "General", header().at, {{id, "Approved", "active"}}})});
  requests.push_back({Verb::deliver, id, with(Delivery{"AZ", id, 2, false, "SHA-256 00"})});
  requests.push_back({Verb::get, id, std::nullopt});
  requests.push_back({Verb::cancel, id, std::nullopt});
  requests.push_back({Verb::list, "", std::nullopt});
  return {header(), std::move(requests)};
}

/// A whole document with a fuzzer's edits, so that it gets past the beginning: u16 place, u8
/// length, that many bytes put there.
inline std::string edited(std::string document, View edits) {
  eq::Reader r(edits);
  while (!r.empty()) {
    const auto at = r.u16();
    const auto n = at ? r.u8() : Result<std::uint8_t>(Err::malformed);
    const auto with =
        n ? r.raw(std::min<std::size_t>(*n, r.rest().size())) : Result<View>(Err::malformed);
    if (!with) break;
    const std::size_t place = *at % document.size();
    document.replace(place, std::min(with->size(), document.size() - place), to_string(*with));
  }
  return document;
}

}  // namespace eq::forms::testing
