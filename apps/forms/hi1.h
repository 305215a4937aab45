// ETSI TS 103 120 (HI-1): the messages between an authority and a provider, and the objects in
// them, as far as orders here need them.  spec/forms.md section 4 says which names were seen and
// which are from memory; the schema was not available.
#pragma once

#include <optional>
#include <variant>

#include "apps/forms/fields.h"
#include "eq/base/time.h"

namespace eq::forms {

inline constexpr const char* kHi1Version = "V1.22.1";
constexpr std::size_t kActionsMax = 64;
constexpr std::size_t kDocumentSizeMax = 256 * 1024;  // bytes of a document's body in base64

struct Endpoint {
  std::string country, id;
  bool operator==(const Endpoint&) const = default;
};
struct Header {
  Endpoint sender, receiver;
  std::string transaction;  // UUID; an answer repeats it
  Time at;
  std::string version = kHi1Version, profile_owner = "Equipoise", profile_version = "1";
  bool operator==(const Header&) const = default;
};

struct Approval {
  std::string type;  // IssuingAuthority, ValidatingAuthority
  std::string name, role;
  Time at;
  bool emergency = false;
  bool operator==(const Approval&) const = default;
};
struct Problem {  // ErrorInformation, and the reason why an object is invalid
  Code code = Code::general;
  std::string text;
  bool operator==(const Problem&) const = default;
};
struct Authorisation {
  std::string reference, legal_type, status,
      desired;  // status by the receiver, desired by the sender; one may be empty
  Time start, end;
  std::vector<Approval> approvals;
  bool emergency = false;
  std::optional<Problem> invalid;
  bool operator==(const Authorisation&) const = default;
};
/// Disclosure (LD) or preservation (LP) of one account's data.
struct Task {
  enum class Kind { disclosure, preservation } kind = Kind::disclosure;
  std::string reference, status, desired, type;
  Time start, end;
  std::string account;
  std::optional<Time> preserve_until;  // preservation only
  bool operator==(const Task&) const = default;
};
struct Document {
  std::string reference, name, type, content_type;
  Bytes body;
  bool operator==(const Document&) const = default;
};
struct Notification {
  struct About {
    std::string object, status, details;
    bool operator==(const About&) const = default;
  };
  std::string details, type = "General";
  Time at;
  std::vector<About> about;
  bool operator==(const Notification&) const = default;
};
/// A hand-over: what was delivered stands in a file beside the message, named by its digest.
struct Delivery {
  std::string reference, id;
  std::uint32_t sequence = 1;
  bool last = true;
  std::string manifest;  // "SHA-256 <hex>"
  bool operator==(const Delivery&) const = default;
};

struct Object {
  std::string id;  // UUID
  std::string country, owner, external;
  std::uint32_t generation = 1;
  std::vector<std::string> associated;
  std::optional<Time> changed;
  std::variant<Authorisation, Task, Document, Notification, Delivery> content;
  bool operator==(const Object&) const = default;
};

enum class Verb { get, create, update, list, deliver, cancel };
struct Request {
  Verb verb = Verb::get;
  std::string identifier;        // GET, CANCEL, DELIVER
  std::optional<Object> object;  // CREATE, UPDATE, DELIVER
  bool operator==(const Request&) const = default;
};
struct Record {  // of a LIST
  std::string type, id;
  std::uint32_t generation = 1;
  bool operator==(const Record&) const = default;
};
struct Response {
  Verb verb = Verb::get;
  std::string identifier;        // CREATE, UPDATE, DELIVER, CANCEL
  std::optional<Object> object;  // GET
  std::vector<Record> records;   // LIST
  std::optional<Problem> problem;
  bool operator==(const Response&) const = default;
};
struct Message {
  Header header;
  std::variant<std::vector<Request>, std::vector<Response>, Problem> payload;
  bool operator==(const Message&) const = default;
};

/// Every field, or where it fails.  Live interception (LITaskObject) is Code::not_supported.
/// Promises FRM-1, FRM-3.
Result<Message, FormRefusal> read_hi1(View xml);
std::string write_hi1(const Message& message);
/// The header of a message whose rest may be refused, so that the refusal can be sent.
Result<Header, FormRefusal> read_hi1_header(View xml);

std::string_view to_text(Verb v);
/// AuthorisationObject, LDTaskObject, ...
std::string type_of(const Object& object);
/// A UUID made of the first bytes of a digest (RFC 9562, version 8).
std::string uuid_of(View digest);

}  // namespace eq::forms
