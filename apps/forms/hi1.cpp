// The envelope: header, actions, answers.  hi1_object.cpp has what travels in them.
#include "apps/forms/hi1.h"

#include <cstdio>

#include "apps/forms/hi1_names.h"

namespace eq::forms {
namespace hi1 {

std::string time_text(Time t) {
  char fraction[16];
  std::snprintf(fraction, sizeof fraction, ".%06uZ",
                static_cast<unsigned>(t.ms % kSecond_ms * 1000));
  std::string out = eq::to_text(t);
  out.pop_back();
  return out + fraction;
}

Result<Time, FormRefusal> read_time(Fields& f, const char* name) {
  const std::string s = TRY(f.text(name));
  const auto number = [&](std::size_t at, std::size_t n) {
    std::uint64_t x = 0;
    for (std::size_t i = at; i < at + n; ++i) {
      if (s[i] < '0' || s[i] > '9') return std::uint64_t{1'000'000'000};
      x = 10 * x + static_cast<std::uint64_t>(s[i] - '0');
    }
    return x;
  };
  const auto day = parse_day(std::string_view(s).substr(0, 10));
  if (s.size() != 27 || !day || s[10] != 'T' || s[13] != ':' || s[16] != ':' || s[19] != '.' ||
      s[26] != 'Z' || number(11, 2) > 23 || number(14, 2) > 59 || number(17, 2) > 59 ||
      number(20, 6) > 999'999)
    return f.refuse(Code::improper, name, "is not a time in UTC with microseconds");
  return start_of(*day) + number(11, 2) * kHour_ms + number(14, 2) * kMinute_ms +
         number(17, 2) * kSecond_ms + number(20, 6) / 1000;
}

Result<std::uint32_t, FormRefusal> read_count(Fields& f, const char* name) {
  const std::string s = TRY(f.text(name));
  if (s.size() > 9 || s.find_first_not_of("0123456789") != std::string::npos ||
      (s.size() > 1 && s[0] == '0'))
    return f.refuse(Code::improper, name, "is not a whole number");
  return static_cast<std::uint32_t>(std::stoul(s));
}

Result<std::string, FormRefusal> read_uuid(Fields& f, const char* name) {
  const std::string s = TRY(f.text(name));
  bool good = s.size() == 36;
  for (std::size_t i = 0; good && i < s.size(); ++i) {
    const bool dash = i == 8 || i == 13 || i == 18 || i == 23;
    good = dash ? s[i] == '-' : (s[i] >= '0' && s[i] <= '9') || (s[i] >= 'a' && s[i] <= 'f');
  }
  if (!good) return f.refuse(Code::improper, name, "is not a UUID in lower case");
  return s;
}

Result<Problem, FormRefusal> read_problem(Fields& parent, const char* name) {
  auto f = TRY(parent.child(name));
  f.in(kCore);
  const auto code = TRY(read_count(f, "ErrorCode"));
  Problem p{static_cast<Code>(code), TRY(f.text("ErrorDescription"))};
  if (code < 3000 || code > 3022)
    return f.refuse(Code::improper, "ErrorCode", "is none of the standard's codes");
  TRY(f.end());
  return p;
}

Element count_leaf(std::string_view space, std::string_view name, std::uint32_t n) {
  return leaf(space, name, std::to_string(n));
}
Element problem_element(std::string_view space, std::string_view name, const Problem& p) {
  return node(space, name,
              {count_leaf(kCore, "ErrorCode", static_cast<std::uint32_t>(p.code)),
               leaf(kCore, "ErrorDescription", p.text)});
}

}  // namespace hi1

namespace {
using namespace hi1;

constexpr std::pair<std::string_view, Verb> kVerbs[] = {
    {"GET", Verb::get},   {"CREATE", Verb::create},   {"UPDATE", Verb::update},
    {"LIST", Verb::list}, {"DELIVER", Verb::deliver}, {"CANCEL", Verb::cancel}};

constexpr Prefix kPrefixes[] = {
    {kCore, ""},        {kCommon, "common"},      {kAuthorisation, "auth"}, {kTask, "task"},
    {kDocument, "doc"}, {kNotification, "notif"}, {kDelivery, "delivery"},  {kInstance, "xsi"}};

Result<Endpoint, FormRefusal> read_endpoint(Fields& header, const char* name) {
  auto f = TRY(header.child(name));
  Endpoint e{TRY(f.text("CountryCode", 2)), TRY(f.text("UniqueIdentifier"))};
  TRY(f.end());
  return e;
}

Result<Fields, FormRefusal> open_message(const Element& element) {
  Fields root(element, "/HI1Message", kSource);
  if (element.name != "HI1Message" || element.space != kCore)
    return root.refuse(Code::invalid, "", "is not a message of TS 103 120");
  return root;
}

Result<Header, FormRefusal> read_header(Fields& root) {
  auto f = TRY(root.child("Header"));
  Header h;
  h.sender = TRY(read_endpoint(f, "SenderIdentifier"));
  h.receiver = TRY(read_endpoint(f, "ReceiverIdentifier"));
  h.transaction = TRY(read_uuid(f, "TransactionIdentifier"));
  h.at = TRY(read_time(f, "Timestamp"));
  auto v = TRY(f.child("Version"));
  h.version = TRY(v.text("ETSIVersion"));
  if (h.version != kHi1Version)
    return v.refuse(Code::version, "ETSIVersion", "is not supported",
                    std::string("Supported: ") + kHi1Version + ".");
  h.profile_owner = TRY(v.text("NationalProfileOwner"));
  h.profile_version = TRY(v.text("NationalProfileVersion"));
  TRY(v.end());
  TRY(f.end());
  return h;
}

/// The one verb below an action, with `suffix` in an answer.
Result<std::pair<Verb, Fields>, FormRefusal> read_verb(Fields& f, const std::string& suffix) {
  for (const auto& [name, verb] : kVerbs) {
    const std::string full = std::string(name) + suffix;
    if (!f.has(full.c_str())) continue;
    auto inner = TRY(f.child(full.c_str()));
    TRY(f.end());
    return std::pair(verb, std::move(inner));
  }
  return f.refuse(Code::not_supported, "", "holds no action that is known here");
}

Result<void, FormRefusal> check_number(Fields& f, std::size_t expected) {
  const auto n = TRY(read_count(f, "ActionIdentifier"));
  if (n < expected) return f.refuse(Code::duplicate_action, "ActionIdentifier", "was used before");
  if (n > expected)
    return f.refuse(Code::improper, "ActionIdentifier", "does not follow the one before");
  return {};
}

Result<Request, FormRefusal> read_request(Fields f, std::size_t number) {
  TRY(check_number(f, number));
  auto [verb, inner] = TRY(read_verb(f, ""));
  Request r{verb, "", std::nullopt};
  if (verb == Verb::get || verb == Verb::cancel || verb == Verb::deliver)
    r.identifier = TRY(read_uuid(inner, "Identifier"));
  if (verb == Verb::create || verb == Verb::update || verb == Verb::deliver)
    r.object = TRY(read_object(TRY(inner.child("HI1Object"))));
  TRY(inner.end());
  return r;
}

Result<Response, FormRefusal> read_response(Fields f, std::size_t number) {
  TRY(check_number(f, number));
  Response r;
  if (f.has("ErrorInformation")) {
    r.problem = TRY(read_problem(f, "ErrorInformation"));
    TRY(f.end());
    return r;
  }
  auto [verb, inner] = TRY(read_verb(f, "Response"));
  r.verb = verb;
  if (verb == Verb::get) {
    r.object = TRY(read_object(TRY(inner.child("HI1Object"))));
  } else if (verb == Verb::list) {
    for (auto& record : inner.each("ListResponseRecord")) {
      r.records.push_back({TRY(record.text("ObjectType")), TRY(read_uuid(record, "Identifier")),
                           TRY(read_count(record, "Generation"))});
      TRY(record.end());
    }
  } else {
    r.identifier = TRY(read_uuid(inner, "Identifier"));
  }
  TRY(inner.end());
  return r;
}

template <class T, class F>
Result<std::vector<T>, FormRefusal> read_actions(Fields& payload, const char* outer,
                                                 const char* one, F read) {
  auto actions = TRY(payload.child(outer));
  std::vector<T> out;
  for (auto& f : actions.each(one)) {
    if (out.size() == kActionsMax)
      return actions.refuse(Code::too_large, one, "stands here too often");
    out.push_back(TRY(read(f, out.size())));
  }
  TRY(actions.end());
  if (out.empty()) return actions.refuse(Code::missing, one, "is missing");
  return out;
}

Element endpoint_element(const char* name, const Endpoint& e) {
  return node(kCore, name,
              {leaf(kCore, "CountryCode", e.country), leaf(kCore, "UniqueIdentifier", e.id)});
}

Element request_element(const Request& r, std::uint32_t number) {
  Element verb = node(kCore, to_text(r.verb), {});
  if (!r.identifier.empty()) verb.children.push_back(leaf(kCore, "Identifier", r.identifier));
  if (r.object) verb.children.push_back(object_element(*r.object));
  return node(kCore, "ActionRequest",
              {count_leaf(kCore, "ActionIdentifier", number), std::move(verb)});
}

Element response_element(const Response& r, std::uint32_t number) {
  if (r.problem)
    return node(kCore, "ActionResponse",
                {count_leaf(kCore, "ActionIdentifier", number),
                 problem_element(kCore, "ErrorInformation", *r.problem)});
  Element verb = node(kCore, std::string(to_text(r.verb)) + "Response", {});
  if (!r.identifier.empty()) verb.children.push_back(leaf(kCore, "Identifier", r.identifier));
  if (r.object) verb.children.push_back(object_element(*r.object));
  for (const auto& record : r.records)
    verb.children.push_back(
        node(kCore, "ListResponseRecord",
             {leaf(kCore, "ObjectType", record.type), leaf(kCore, "Identifier", record.id),
              count_leaf(kCore, "Generation", record.generation)}));
  return node(kCore, "ActionResponse",
              {count_leaf(kCore, "ActionIdentifier", number), std::move(verb)});
}

template <class T>
Element actions_element(const char* payload, const char* outer, const std::vector<T>& all,
                        Element (*one)(const T&, std::uint32_t)) {
  Element actions = node(kCore, outer, {});
  for (std::uint32_t i = 0; i < all.size(); ++i) actions.children.push_back(one(all[i], i));
  return node(kCore, payload, {std::move(actions)});
}

Element payload_element(const Message& m) {
  if (const auto* requests = std::get_if<0>(&m.payload))
    return actions_element("RequestPayload", "ActionRequests", *requests, request_element);
  if (const auto* responses = std::get_if<1>(&m.payload))
    return actions_element("ResponsePayload", "ActionResponses", *responses, response_element);
  return node(kCore, "ResponsePayload",
              {problem_element(kCore, "ErrorInformation", std::get<2>(m.payload))});
}

}  // namespace

std::string_view to_text(Verb v) {
  for (const auto& [name, verb] : kVerbs)
    if (verb == v) return name;
  return "";
}

std::string uuid_of(View digest) {
  EQ_ASSERT(digest.size() >= 16);
  Bytes b = to_bytes(digest.first(16));
  b[6] = static_cast<std::uint8_t>(0x80 | (b[6] & 0x0f));
  b[8] = static_cast<std::uint8_t>(0x80 | (b[8] & 0x3f));
  const std::string h = hex(b);
  return h.substr(0, 8) + "-" + h.substr(8, 4) + "-" + h.substr(12, 4) + "-" + h.substr(16, 4) +
         "-" + h.substr(20);
}

Result<Header, FormRefusal> read_hi1_header(View xml) {
  const Element element = TRY(read_document(xml));
  Fields root = TRY(open_message(element));
  return read_header(root);
}

Result<Message, FormRefusal> read_hi1(View xml) {
  const Element element = TRY(read_document(xml));
  Fields root = TRY(open_message(element));
  Message m;
  m.header = TRY(read_header(root));
  auto payload = TRY(root.child("Payload"));
  TRY(root.end());
  if (payload.has("RequestPayload")) {
    auto p = TRY(payload.child("RequestPayload"));
    m.payload = TRY(read_actions<Request>(p, "ActionRequests", "ActionRequest", read_request));
    TRY(p.end());
  } else {
    auto p = TRY(payload.child("ResponsePayload"));
    if (p.has("ErrorInformation"))
      m.payload = TRY(read_problem(p, "ErrorInformation"));
    else
      m.payload =
          TRY(read_actions<Response>(p, "ActionResponses", "ActionResponse", read_response));
    TRY(p.end());
  }
  TRY(payload.end());
  return m;
}

std::string write_hi1(const Message& m) {
  const Header& h = m.header;
  Element header = node(kCore, "Header",
                        {endpoint_element("SenderIdentifier", h.sender),
                         endpoint_element("ReceiverIdentifier", h.receiver),
                         leaf(kCore, "TransactionIdentifier", h.transaction),
                         leaf(kCore, "Timestamp", time_text(h.at)),
                         node(kCore, "Version",
                              {leaf(kCore, "ETSIVersion", h.version),
                               leaf(kCore, "NationalProfileOwner", h.profile_owner),
                               leaf(kCore, "NationalProfileVersion", h.profile_version)})});
  return write_xml(
      node(kCore, "HI1Message", {std::move(header), node(kCore, "Payload", {payload_element(m)})}),
      kPrefixes);
}

}  // namespace eq::forms
