#include "apps/forms/hi1_order.h"

#include <algorithm>

#include "apps/forms/epoc.h"
#include "apps/forms/hi1_names.h"
#include "apps/forms/words.h"

namespace eq::forms {
namespace {

constexpr const char* kCertificate = "application/xml";
using order::Stage;

std::string action_path(std::size_t action, const std::string& rest) {
  return "/HI1Message/Payload/RequestPayload/ActionRequests/ActionRequest " +
         std::to_string(action) + rest;
}
ActionRefusal refuse(std::size_t action, Code code, const std::string& rest, std::string what,
                     std::string remedy) {
  return {action,
          {code, action_path(action, rest), std::move(what), hi1::kSource, std::move(remedy)}};
}

/// The UUID of an object that belongs to a transaction or an authorisation.
std::string id_beside(std::string_view root, std::string_view what) {
  return uuid_of(crypto::sha256({view("eqp-hi1-object-v1"), view(root), view(what)}));
}

/// The object of one kind among those created, and by which action.
template <class T>
struct Found {
  std::size_t action = 0;
  const Object* object = nullptr;
  const T* content = nullptr;
};
template <class T>
Result<Found<T>, ActionRefusal> the_only(const std::vector<Request>& requests, const char* type) {
  Found<T> found;
  for (std::size_t i = 0; i < requests.size(); ++i) {
    const T* is = std::get_if<T>(&requests[i].object->content);
    if (is == nullptr) continue;
    if (found.content)
      return refuse(i, Code::not_supported, "/CREATE",
                    std::string("asks for more than one ") + type + " (ORD-R1)",
                    "Send one case in a message.");
    found = {i, &*requests[i].object, is};
  }
  if (!found.content)
    return refuse(requests.size() - 1, Code::link_missing, "", std::string("comes without ") + type,
                  "Send authorisation, task and certificate in one message.");
  return found;
}

/// Times of the objects must be whole days of the certificate.
bool same_days(Time start, Time end, const order::OrderForm& form) {
  const auto first = parse_day(form.first), last = parse_day(form.last);
  return first && last && start == start_of(*first) && end == start_of(*last + 1);
}

Result<Wish, ActionRefusal> new_case(const std::vector<Request>& requests) {
  const auto authorisation = TRY(the_only<Authorisation>(requests, "AuthorisationObject"));
  const auto task = TRY(the_only<Task>(requests, "LDTaskObject"));
  const auto document = TRY(the_only<Document>(requests, "DocumentObject"));
  for (std::size_t i = 0; i < requests.size(); ++i)
    if (i != authorisation.action && i != task.action && i != document.action)
      return refuse(i, Code::not_supported, "/CREATE", "creates what a new case has no place for",
                    "Leave it out.");
  if (authorisation.content->legal_type != "EPOC")
    return refuse(authorisation.action, Code::not_supported, "/AuthorisationLegalType",
                  "is a kind of order that is not known here", "Send an EPOC.");
  if (task.content->kind != Task::Kind::disclosure)
    return refuse(
        task.action, Code::not_supported, "/CREATE",
        "asks for preservation before there is an order",
        "Ask for disclosure first; then create a preservation task alone, associated with that authorisation.");
  if (document.content->content_type != kCertificate)
    return refuse(document.action, Code::not_supported, "/DocumentBody/ContentType",
                  "is no certificate", "Send Annex I as application/xml.");
  auto epoc = read_epoc(document.content->body);
  if (!epoc) {
    FormRefusal why = epoc.error();
    why.path = action_path(document.action, "/DocumentBody/Contents") + why.path;
    return ActionRefusal{document.action, std::move(why)};
  }
  const auto& form = epoc->form;
  const auto differs = [&](std::size_t action, const char* field) {
    return refuse(action, Code::improper, field, "says something else than the certificate",
                  "Make both say the same.");
  };
  if (authorisation.content->reference != form.reference)
    return differs(authorisation.action, "/AuthorisationReference");
  if (authorisation.content->emergency != (form.urgency == "emergency"))
    return differs(authorisation.action, "/AuthorisationFlags");
  if (!same_days(authorisation.content->start, authorisation.content->end, form))
    return differs(authorisation.action, "/AuthorisationTimespan");
  const auto& approvals = authorisation.content->approvals;
  if (approvals.empty() || approvals[0].role != word_for(kIssuers, form.issuer) ||
      approvals[0].name != epoc->issuing_authority)
    return differs(authorisation.action, "/AuthorisationApprovalDetails");
  if (task.content->account != form.account)
    return differs(task.action, "/RequestDetails/RequestValues");
  if (task.content->type != word_for(kCategories, form.category))
    return differs(task.action, "/RequestDetails/Type");
  if (!same_days(task.content->start, task.content->end, form))
    return differs(task.action, "/RequestDetails");
  return Wish{NewCase{form, authorisation.object->id, task.object->id, document.object->id}};
}

/// A preservation task alone, tied to the authorisation of a case.
Result<Wish, ActionRefusal> preservation(const Object& object, const Task& task) {
  if (object.associated.size() != 1)
    return refuse(0, Code::link_missing, "/CREATE/AssociatedObjects",
                  "does not name the one authorisation that it is for",
                  "Name the authorisation of the case whose days are to be kept.");
  if (task.desired != "AwaitingPreservation")
    return refuse(0, Code::improper, "/CREATE/DesiredStatus", "does not ask for preservation",
                  "Set it to AwaitingPreservation.");
  EQ_ASSERT(task.preserve_until);  // the reader demands it of every preservation task
  return Wish{PreserveCase{object.associated.front(), task.reference, task.account, task.start,
                           task.end, *task.preserve_until}};
}

/// As the answer to a request.
Header answer_to(const Header& request, Time now) {
  Header h = request;
  std::swap(h.sender, h.receiver);
  h.at = now;
  return h;
}

Response answer_one(const Request& r, std::span<const Object> known) {
  Response out;
  out.verb = r.verb;
  if (r.verb == Verb::list) {
    for (const auto& o : known) out.records.push_back({type_of(o), o.id, o.generation});
    return out;
  }
  const auto it = std::find_if(known.begin(), known.end(),
                               [&](const Object& o) { return o.id == r.identifier; });
  if (it == known.end())
    out.problem = Problem{Code::not_found, "There is no such object."};
  else
    out.object = *it;
  return out;
}

}  // namespace

Result<Wish, ActionRefusal> wish_of(const Message& request) {
  const auto* requests = std::get_if<0>(&request.payload);
  if (requests == nullptr)
    return ActionRefusal{0,
                         {Code::general, "/HI1Message/Payload", "is no request", hi1::kSource,
                          "Send a RequestPayload."}};
  const auto all = [&](auto test) { return std::all_of(requests->begin(), requests->end(), test); };
  if (all([](const Request& r) { return r.verb == Verb::get || r.verb == Verb::list; }))
    return Wish{Query{}};
  if (all([](const Request& r) { return r.verb == Verb::create; })) {
    const auto* task =
        requests->size() == 1 ? std::get_if<Task>(&requests->front().object->content) : nullptr;
    if (task != nullptr && task->kind == Task::Kind::preservation)
      return preservation(*requests->front().object, *task);
    return new_case(*requests);
  }
  if (requests->size() == 1 && requests->front().verb == Verb::update) {
    const auto* a = std::get_if<Authorisation>(&requests->front().object->content);
    if (a != nullptr && a->desired == "Cancelled")
      return Wish{CancelCase{requests->front().object->id}};
    return refuse(
        0, Code::not_supported, "/UPDATE", "changes what cannot be changed",
        "Cancel the authorisation, or file a new one: a longer or other measure is a new order.");
  }
  return refuse(
      0, Code::not_supported, "", "is an action, or a mixture of actions, that is not offered",
      "Send CREATE of a new case or of one preservation task, UPDATE to cancel a case, or GET and LIST.");
}

Message request_for(const std::string& certificate, const order::OrderForm& form,
                    const Header& header, const std::string& issuer) {
  const auto id = [&](std::string_view what) { return id_beside(header.transaction, what); };
  const auto object = [&](const std::string& own, std::vector<std::string> others, auto is) {
    return Request{Verb::create, "",
                   Object{own, header.sender.country, header.sender.id, "", 1, std::move(others),
                          header.at, std::move(is)}};
  };
  const std::string authorisation = id("authorisation"), task = id("task"),
                    document = id("document");
  const Time start = start_of(parse_day(form.first).take()),
             end = start_of(parse_day(form.last).take() + 1);
  const bool emergency = form.urgency == "emergency";
  Authorisation a{
      form.reference,
      "EPOC",
      "",
      emergency ? "EmergencyApproval" : "SubmittedToCSP",
      start,
      end,
      {{"IssuingAuthority", issuer, word_for(kIssuers, form.issuer), header.at, emergency}},
      emergency,
      std::nullopt};
  Task t{Task::Kind::disclosure,
         form.reference,
         "",
         "AwaitingDisclosure",
         word_for(kCategories, form.category),
         start,
         end,
         form.account,
         std::nullopt};
  Document d{form.reference, "Annex I", "EPOC", kCertificate, to_bytes(certificate)};
  return {header, std::vector{object(authorisation, {}, std::move(a)),
                              object(task, {authorisation}, std::move(t)),
                              object(document, {authorisation}, std::move(d))}};
}

Result<void, ActionRefusal> same_case(const PreserveCase& wish, const order::OrderScope& scope,
                                      Day term_ends) {
  const auto differs = [](const char* field) {
    return refuse(0, Code::improper, field, "says something else than the order",
                  "Ask for what the order covers; anything else is a new order.");
  };
  if (wish.reference != scope.reference) return differs("/CREATE/Reference");
  if (wish.account != scope.account.hex()) return differs("/CREATE/RequestDetails/RequestValues");
  if (wish.start != start_of(scope.first) || wish.end != start_of(scope.last + 1))
    return differs("/CREATE/RequestDetails");
  if (day_of(wish.until) != term_ends)
    return refuse(0, Code::improper, "/CREATE/DesiredPreservationExpiration",
                  "is not when the law's term ends",
                  "Ask for " + to_text(term_ends) + "; the court alone extends it.");
  return {};
}

Message delivery_of(const order::Application& application, View package, const Header& header) {
  const std::string authorisation = authorisation_id(application);
  const auto digest = crypto::sha256(package);
  const std::string id =
      uuid_of(crypto::sha256({view("eqp-hi1-delivery-v1"), view(authorisation), digest}));
  Object object{id,
                header.sender.country,
                header.sender.id,
                "",
                1,
                {authorisation, id_beside(authorisation, "task")},
                header.at,
                Delivery{application.scope.reference.as_written("into XML, which escapes it"), id,
                         1, true, "SHA-256 " + hex(digest)}};
  return {header, std::vector<Request>{{Verb::deliver, id, std::move(object)}}};
}

Message accepted(const Message& request, Time now) {
  std::vector<Response> out;
  for (const auto& r : std::get<0>(request.payload)) {
    Response one;
    one.verb = r.verb;
    one.identifier = r.object ? r.object->id : r.identifier;
    out.push_back(std::move(one));
  }
  return {answer_to(request.header, now), std::move(out)};
}

Message refused(const Header& request, const FormRefusal& why, Time now) {
  return {answer_to(request, now), Problem{why.code, why.text()}};
}

Message refused(const Message& request, const ActionRefusal& why, Time now) {
  const auto* requests = std::get_if<0>(&request.payload);
  if (requests == nullptr) return refused(request.header, why.why, now);
  std::vector<Response> out(requests->size());
  for (std::size_t i = 0; i < out.size(); ++i) {
    out[i].problem =
        i == why.action
            ? Problem{why.why.code, why.why.text()}
            : Problem{Code::general, "Not done: another action of this request is refused."};
  }
  return {answer_to(request.header, now), std::move(out)};
}

Message answered(const Message& request, std::span<const Object> known, Time now) {
  std::vector<Response> out;
  for (const auto& r : std::get<0>(request.payload)) out.push_back(answer_one(r, known));
  return {answer_to(request.header, now), std::move(out)};
}

std::string authorisation_id(const order::Application& a) {
  return uuid_of(crypto::sha256({view("eqp-hi1-authorisation-v1"), a.id()}));
}

std::string_view status_of(const CaseView& v) {
  const bool over = v.stage == Stage::closed || v.stage == Stage::refused ||
                    v.stage == Stage::withdrawn || v.stage == Stage::expired ||
                    v.stage == Stage::lapsed;
  if (v.flagged && !over) return "Suspended";
  // the service asked, not the court
  if (v.number && v.stage == Stage::clarification) return "Suspended";
  switch (v.stage) {
    case Stage::draft:
    case Stage::filed:
    case Stage::clarification:
    case Stage::judicially_approved:
    case Stage::custodian_approved: return "AwaitingApproval";
    case Stage::logged:
    case Stage::active:
    case Stage::intent:
    case Stage::extracted:
    case Stage::delivered: return "Approved";
    case Stage::review: return "Suspended";
    case Stage::emergency: return "EmergencyApproval";
    case Stage::refused: return "Rejected";
    case Stage::withdrawn: return "Cancelled";
    case Stage::closed:
    case Stage::expired: return "Expired";
    case Stage::lapsed: return "Invalid";
  }
  return "Invalid";
}

std::vector<Object> objects_of(const CaseView& v, const Endpoint& us, Time now) {
  const auto& s = v.application.scope;
  const std::string authorisation = authorisation_id(v.application), status(status_of(v));
  const auto object = [&](const std::string& own, std::vector<std::string> others, auto is) {
    return Object{
        own, us.country,        us.id, v.number ? "order " + std::to_string(*v.number) : "",
        1,   std::move(others), now,   std::move(is)};
  };
  const Time start = start_of(s.first), end = start_of(s.last + 1);
  const bool emergency = s.urgency == order::Urgency::emergency;
  Authorisation a{s.reference.as_written("into XML, which escapes it"),
                  "EPOC",
                  status,
                  "",
                  start,
                  end,
                  {},
                  emergency,
                  std::nullopt};
  if (status == "Invalid")
    a.invalid = Problem{Code::general, "Not confirmed by a judge in time."};
  else if (v.stage == Stage::refused)
    a.invalid = Problem{Code::general, std::string(order::to_text(v.ground))};
  Task t{Task::Kind::disclosure,
         s.reference.as_written("into XML, which escapes it"),
         status,
         "",
         word_for(kCategories, order::to_text(s.category)),
         start,
         end,
         s.account.hex(),
         std::nullopt};
  Notification n{"The state of the case in the public log",
                 "General",
                 now,
                 {{authorisation, status, std::string(order::to_text(v.stage))}}};
  return {object(authorisation, {}, std::move(a)),
          object(id_beside(authorisation, "task"), {authorisation}, std::move(t)),
          object(id_beside(authorisation, "notification"), {authorisation}, std::move(n))};
}

}  // namespace eq::forms
