// TS 103 120 messages and the life of an order: what a request asks for, what is answered, how a case looks from outside.
// All actions of a request are understood before anything is done; one refusal refuses all.
#pragma once

#include <span>

#include "apps/forms/hi1.h"
#include "eq/order/application.h"
#include "eq/order/case.h"

namespace eq::forms {

/// CREATE of one authorisation (EPOC), one disclosure task and the certificate as a document: a draft.
struct NewCase {
  order::OrderForm form;
  std::string authorisation, task, document;  // UUIDs
};
/// UPDATE of an authorisation to DesiredStatus Cancelled: take the application back.
struct CancelCase {
  std::string authorisation;
};
/// GET and LIST only.
struct Query {};
using Wish = std::variant<NewCase, CancelCase, Query>;

/// Where a request fails, and with which of its actions.
struct ActionRefusal {
  std::size_t action = 0;
  Refusal why;
};
/// The certificate must say the same as the objects around it.  Promises FRM-4.
Result<Wish, ActionRefusal> wish_of(const Message& request);

/// The message that creates such a case.
Message request_for(const std::string& certificate, const order::OrderForm& form, const Header& header,
                    const std::string& issuer);

/// Answers, with the request's transaction and its endpoints exchanged.  Promises FRM-5.
Message accepted(const Message& request, Time now);
Message refused(const Message& request, const ActionRefusal& why, Time now);
Message refused(const Header& request, const Refusal& why,
                Time now);  // as a whole, where its actions cannot be read
Message answered(const Message& request, std::span<const Object> known,
                 Time now);  // GET and LIST; not_found for others

/// A case as the agency knows it.
struct CaseView {
  order::Application application;
  order::Stage stage = order::Stage::filed;
  order::Ground ground = order::Ground::none;
  bool flagged = false;
  std::optional<std::uint32_t> number;
};
std::string authorisation_id(const order::Application& application);
/// Authorisation, task and notification.
std::vector<Object> objects_of(const CaseView& view, const Endpoint& us, Time now);
/// AwaitingApproval, Approved, EmergencyApproval, Rejected, Suspended, Cancelled, Expired or Invalid.
std::string_view status_of(const CaseView& view);

}  // namespace eq::forms
