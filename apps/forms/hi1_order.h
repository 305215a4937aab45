// TS 103 120 messages and the life of an order: what a request asks for, what is answered, how a
// case looks from outside. All actions of a request are understood before anything is done; one
// refusal refuses all.
#pragma once

#include <span>

#include "apps/forms/hi1.h"
#include "eq/order/application.h"
#include "eq/order/case.h"

namespace eq::forms {

/// CREATE of one authorisation (EPOC), one disclosure task and the certificate as a document: a
/// draft.
struct NewCase {
  order::OrderForm form;
  std::string authorisation, task, document;  // UUIDs
};
/// UPDATE of an authorisation to DesiredStatus Cancelled: take the application back.
struct CancelCase {
  std::string authorisation;
};
/// CREATE of one preservation task (EPOC-PR) for a case that exists: ask the court to have its days
/// kept.
struct PreserveCase {
  std::string authorisation, reference, account;
  // days covered: first instant and the one after the last; when the keeping ends
  Time start, end, until;
};
/// GET and LIST only.
struct Query {};
using Wish = std::variant<NewCase, CancelCase, PreserveCase, Query>;

/// Where a request fails, and with which of its actions.
struct ActionRefusal {
  std::size_t action = 0;
  FormRefusal why;
};
/// The certificate must say the same as the objects around it.  Promises FRM-4.
Result<Wish, ActionRefusal> wish_of(const Message& request);

/// The message that creates such a case.
Message request_for(const std::string& certificate, const order::OrderForm& form,
                    const Header& header, const std::string& issuer);

/// Err if the task asks for another account or other days than the order has, or to keep them for
/// another time.  Promises FRM-4.
/// @param term_ends  the day on which the law's term ends if it begins today
Result<void, ActionRefusal> same_case(const PreserveCase& wish, const order::OrderScope& scope,
                                      Day term_ends);

/// The message that announces an evidence package, which itself travels beside it.
/// @param package  the whole file
Message delivery_of(const order::Application& application, View package, const Header& header);

/// Answers, with the request's transaction and its endpoints exchanged.  Promises FRM-5.
Message accepted(const Message& request, Time now);
Message refused(const Message& request, const ActionRefusal& why, Time now);
Message refused(const Header& request, const FormRefusal& why,
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
/// AwaitingApproval, Approved, EmergencyApproval, Rejected, Suspended, Cancelled, Expired or
/// Invalid.
std::string_view status_of(const CaseView& view);

}  // namespace eq::forms
