// The objects of TS 103 120: read and written.
#include "apps/forms/hi1_names.h"

namespace eq::forms {
namespace hi1 {
namespace {

constexpr Code kImproper = Code::improper;

struct Span {
  Time start, end;
};
Result<Span, FormRefusal> read_span(Fields& parent, const char* name, std::string_view space) {
  auto f = TRY(parent.child(name));
  f.in(space);
  const Span s{TRY(read_time(f, "StartTime")), TRY(read_time(f, "EndTime"))};
  TRY(f.end());
  if (!(s.start < s.end)) return f.refuse(kImproper, "EndTime", "does not come after StartTime");
  return s;
}

Result<Approval, FormRefusal> read_approval(Fields f) {
  f.in(kCommon);
  Approval a;
  a.type = TRY(f.text("ApprovalType"));
  auto who = TRY(f.child("ApproverDetails"));
  a.name = TRY(who.text("ApproverName"));
  a.role = TRY(who.text("ApproverRole"));
  TRY(who.end());
  a.at = TRY(read_time(f, "ApprovalTimestamp"));
  a.emergency = TRY(f.truth("ApprovalIsEmergency"));
  TRY(f.end());
  return a;
}

Result<Authorisation, FormRefusal> read_authorisation(Fields& f) {
  f.in(kAuthorisation);
  Authorisation a;
  a.reference = TRY(f.text("AuthorisationReference"));
  a.legal_type = TRY(f.text("AuthorisationLegalType"));
  a.status = TRY(f.optional("AuthorisationStatus"));
  a.desired = TRY(f.optional("AuthorisationDesiredStatus"));
  const Span span = TRY(read_span(f, "AuthorisationTimespan", kAuthorisation));
  a.start = span.start;
  a.end = span.end;
  for (auto& approval : f.each("AuthorisationApprovalDetails"))
    a.approvals.push_back(TRY(read_approval(approval)));
  if (f.has("AuthorisationFlags")) {
    auto flags = TRY(f.child("AuthorisationFlags"));
    if (TRY(flags.text("AuthorisationFlag")) != "IsEmergency")
      return flags.refuse(Code::not_supported, "AuthorisationFlag",
                          "is a flag that is not known here");
    TRY(flags.end());
    a.emergency = true;
  }
  if (f.has("AuthorisationInvalidReason"))
    a.invalid = TRY(read_problem(f, "AuthorisationInvalidReason"));
  return a;
}

Result<Task, FormRefusal> read_task(Fields& f, Task::Kind kind) {
  f.in(kTask);
  Task t;
  t.kind = kind;
  t.reference = TRY(f.text("Reference"));
  t.status = TRY(f.optional("Status"));
  t.desired = TRY(f.optional("DesiredStatus"));
  auto details = TRY(f.child("RequestDetails"));
  t.type = TRY(details.text("Type"));
  t.start = TRY(read_time(details, "StartTime"));
  t.end = TRY(read_time(details, "EndTime"));
  if (!(t.start < t.end))
    return details.refuse(kImproper, "EndTime", "does not come after StartTime");
  auto values = TRY(details.child("RequestValues"));
  auto each = values.each("RequestValue");
  TRY(values.end());
  TRY(details.end());
  if (each.empty()) return values.refuse(Code::missing, "RequestValue", "is missing");
  if (each.size() > 1)
    return values.refuse(Code::not_supported, "RequestValue",
                         "names more than one account (ORD-R1)", "Send one task for each account.");
  auto format = TRY(each[0].child("FormatType"));
  if (TRY(format.text("FormatOwner")) != "Equipoise" || TRY(format.text("FormatName")) != "Account")
    return format.refuse(Code::not_supported, "",
                         "is an identifier by which no account is found here",
                         "Name the account by its identifier (Equipoise, Account).");
  TRY(format.end());
  t.account = TRY(each[0].text("Value"));
  TRY(each[0].end());
  if (kind == Task::Kind::preservation)
    t.preserve_until = TRY(read_time(f, "DesiredPreservationExpiration"));
  return t;
}

Result<Document, FormRefusal> read_document_object(Fields& f) {
  f.in(kDocument);
  Document d;
  d.reference = TRY(f.text("DocumentReference"));
  d.name = TRY(f.text("DocumentName"));
  d.type = TRY(f.text("DocumentType"));
  auto body = TRY(f.child("DocumentBody"));
  const auto contents = from_base64(TRY(body.text("Contents", kDocumentSizeMax)));
  if (!contents) return body.refuse(kImproper, "Contents", "is not base64");
  d.body = *contents;
  d.content_type = TRY(body.text("ContentType"));
  TRY(body.end());
  return d;
}

Result<Notification, FormRefusal> read_notification(Fields& f) {
  f.in(kNotification);
  Notification n;
  n.details = TRY(f.text("NotificationDetails"));
  n.type = TRY(f.text("NotificationType"));
  n.at = TRY(read_time(f, "NotificationTimestamp"));
  if (!f.has("StatusOfAssociatedObjects")) return n;
  auto all = TRY(f.child("StatusOfAssociatedObjects"));
  for (auto& one : all.each("AssociatedObjectStatus")) {
    n.about.push_back({TRY(read_uuid(one, "AssociatedObject")), TRY(one.text("Status")),
                       TRY(one.text("Details"))});
    TRY(one.end());
  }
  TRY(all.end());
  return n;
}

Result<Delivery, FormRefusal> read_delivery(Fields& f) {
  f.in(kDelivery);
  Delivery d{TRY(f.text("Reference")), TRY(read_uuid(f, "DeliveryID")),
             TRY(read_count(f, "SequenceNumber")), TRY(f.truth("LastSequence")),
             TRY(f.text("Manifest"))};
  return d;
}

Element flag_leaf(std::string_view space, std::string_view name, bool value) {
  return leaf(space, name, value ? "true" : "false");
}
void put_if(std::vector<Element>& out, std::string_view space, std::string_view name,
            const std::string& text) {
  if (!text.empty()) out.push_back(leaf(space, name, text));
}

void put(std::vector<Element>& out, const Authorisation& a) {
  const auto text = [](std::string_view name, std::string value) {
    return leaf(kAuthorisation, name, std::move(value));
  };
  out.push_back(text("AuthorisationReference", a.reference));
  out.push_back(text("AuthorisationLegalType", a.legal_type));
  put_if(out, kAuthorisation, "AuthorisationStatus", a.status);
  put_if(out, kAuthorisation, "AuthorisationDesiredStatus", a.desired);
  out.push_back(node(kAuthorisation, "AuthorisationTimespan",
                     {text("StartTime", time_text(a.start)), text("EndTime", time_text(a.end))}));
  for (const auto& p : a.approvals)
    out.push_back(
        node(kAuthorisation, "AuthorisationApprovalDetails",
             {leaf(kCommon, "ApprovalType", p.type),
              node(kCommon, "ApproverDetails",
                   {leaf(kCommon, "ApproverName", p.name), leaf(kCommon, "ApproverRole", p.role)}),
              leaf(kCommon, "ApprovalTimestamp", time_text(p.at)),
              flag_leaf(kCommon, "ApprovalIsEmergency", p.emergency)}));
  if (a.invalid)
    out.push_back(problem_element(kAuthorisation, "AuthorisationInvalidReason", *a.invalid));
  if (a.emergency)
    out.push_back(
        node(kAuthorisation, "AuthorisationFlags", {text("AuthorisationFlag", "IsEmergency")}));
}

void put(std::vector<Element>& out, const Task& t) {
  const auto text = [](std::string_view name, std::string value) {
    return leaf(kTask, name, std::move(value));
  };
  const Element format =
      node(kTask, "FormatType", {text("FormatOwner", "Equipoise"), text("FormatName", "Account")});
  out.push_back(text("Reference", t.reference));
  put_if(out, kTask, "Status", t.status);
  put_if(out, kTask, "DesiredStatus", t.desired);
  out.push_back(node(kTask, "RequestDetails",
                     {text("Type", t.type), text("StartTime", time_text(t.start)),
                      text("EndTime", time_text(t.end)),
                      node(kTask, "RequestValues",
                           {node(kTask, "RequestValue", {format, text("Value", t.account)})})}));
  if (t.preserve_until)
    out.push_back(text("DesiredPreservationExpiration", time_text(*t.preserve_until)));
}

void put(std::vector<Element>& out, const Document& d) {
  const auto text = [](std::string_view name, std::string value) {
    return leaf(kDocument, name, std::move(value));
  };
  out.push_back(text("DocumentReference", d.reference));
  out.push_back(text("DocumentName", d.name));
  out.push_back(text("DocumentType", d.type));
  out.push_back(node(kDocument, "DocumentBody",
                     {text("Contents", base64(d.body)), text("ContentType", d.content_type)}));
}

void put(std::vector<Element>& out, const Notification& n) {
  const auto text = [](std::string_view name, std::string value) {
    return leaf(kNotification, name, std::move(value));
  };
  out.push_back(text("NotificationDetails", n.details));
  out.push_back(text("NotificationType", n.type));
  out.push_back(text("NotificationTimestamp", time_text(n.at)));
  if (n.about.empty()) return;
  Element all = node(kNotification, "StatusOfAssociatedObjects", {});
  for (const auto& a : n.about)
    all.children.push_back(node(kNotification, "AssociatedObjectStatus",
                                {text("AssociatedObject", a.object), text("Status", a.status),
                                 text("Details", a.details)}));
  out.push_back(std::move(all));
}

void put(std::vector<Element>& out, const Delivery& d) {
  out.push_back(leaf(kDelivery, "Reference", d.reference));
  out.push_back(leaf(kDelivery, "DeliveryID", d.id));
  out.push_back(count_leaf(kDelivery, "SequenceNumber", d.sequence));
  out.push_back(flag_leaf(kDelivery, "LastSequence", d.last));
  out.push_back(leaf(kDelivery, "Manifest", d.manifest));
}

/// The local part of xsi:type: "AuthorisationObject".
std::string declared_type(const Element& e) {
  for (const auto& a : e.attributes) {
    if (a.space != kInstance || a.name != "type") continue;
    const auto colon = a.value.find(':');
    return colon == std::string::npos ? a.value : a.value.substr(colon + 1);
  }
  return "";
}

}  // namespace

Result<Object, FormRefusal> read_object(Fields f) {
  Object o;
  const std::string type = declared_type(f.element());
  o.id = TRY(read_uuid(f, "ObjectIdentifier"));
  o.country = TRY(f.text("CountryCode", 2));
  o.owner = TRY(f.text("OwnerIdentifier"));
  if (f.has("Generation")) o.generation = TRY(read_count(f, "Generation"));
  o.external = TRY(f.optional("ExternalIdentifier"));
  if (f.has("AssociatedObjects")) {
    auto all = TRY(f.child("AssociatedObjects"));
    for (auto& one : all.each("AssociatedObject")) {
      if (one.element().text.size() != 36 || o.associated.size() == kActionsMax)
        return all.refuse(kImproper, "AssociatedObject", "is not a UUID");
      o.associated.push_back(one.element().text);
    }
    TRY(all.end());
  }
  if (f.has("LastChanged")) o.changed = TRY(read_time(f, "LastChanged"));
  if (type == "AuthorisationObject")
    o.content = TRY(read_authorisation(f));
  else if (type == "LDTaskObject")
    o.content = TRY(read_task(f, Task::Kind::disclosure));
  else if (type == "LPTaskObject")
    o.content = TRY(read_task(f, Task::Kind::preservation));
  else if (type == "DocumentObject")
    o.content = TRY(read_document_object(f));
  else if (type == "NotificationObject")
    o.content = TRY(read_notification(f));
  else if (type == "DeliveryObject")
    o.content = TRY(read_delivery(f));
  else if (type == "LITaskObject")
    return f.refuse(Code::not_supported, "",
                    "asks for live interception, which does not exist here",
                    "Ask for disclosure (LDTaskObject) of days ahead.");
  else
    return f.refuse(Code::not_supported, "", "is of a type that is not known here");
  TRY(f.end());
  return o;
}

Element object_element(const Object& o) {
  static constexpr const char* kPrefixOf[] = {"auth:", "task:", "doc:", "notif:", "delivery:"};
  Element e = node(
      kCore, "HI1Object",
      {leaf(kCore, "ObjectIdentifier", o.id), leaf(kCore, "CountryCode", o.country),
       leaf(kCore, "OwnerIdentifier", o.owner), count_leaf(kCore, "Generation", o.generation)});
  e.attributes.push_back(
      {std::string(kInstance), "type", kPrefixOf[o.content.index()] + type_of(o)});
  put_if(e.children, kCore, "ExternalIdentifier", o.external);
  if (!o.associated.empty()) {
    Element all = node(kCore, "AssociatedObjects", {});
    for (const auto& a : o.associated) all.children.push_back(leaf(kCore, "AssociatedObject", a));
    e.children.push_back(std::move(all));
  }
  if (o.changed) e.children.push_back(leaf(kCore, "LastChanged", time_text(*o.changed)));
  std::visit([&](const auto& is) { put(e.children, is); }, o.content);
  return e;
}

}  // namespace hi1

std::string type_of(const Object& o) {
  struct {
    std::string operator()(const Authorisation&) const { return "AuthorisationObject"; }
    std::string operator()(const Task& t) const {
      return t.kind == Task::Kind::disclosure ? "LDTaskObject" : "LPTaskObject";
    }
    std::string operator()(const Document&) const { return "DocumentObject"; }
    std::string operator()(const Notification&) const { return "NotificationObject"; }
    std::string operator()(const Delivery&) const { return "DeliveryObject"; }
  } name;
  return std::visit(name, o.content);
}

}  // namespace eq::forms
