// Namespaces of TS 103 120 and how times and identifiers are written in it.  Internal to this room.
#pragma once

#include "apps/forms/hi1.h"

namespace eq::forms::hi1 {

inline constexpr std::string_view kCore = "http://uri.etsi.org/03120/common/2019/10/Core";
inline constexpr std::string_view kCommon = "http://uri.etsi.org/03120/common/2016/02/Common";
inline constexpr std::string_view kAuthorisation =
    "http://uri.etsi.org/03120/common/2020/09/Authorisation";
inline constexpr std::string_view kTask = "http://uri.etsi.org/03120/common/2020/09/Task";
inline constexpr std::string_view kDocument = "http://uri.etsi.org/03120/common/2020/09/Document";
inline constexpr std::string_view kNotification =
    "http://uri.etsi.org/03120/common/2016/02/Notification";
inline constexpr std::string_view kDelivery = "http://uri.etsi.org/03120/common/2019/10/Delivery";
inline constexpr std::string_view kInstance = "http://www.w3.org/2001/XMLSchema-instance";
inline constexpr const char* kSource = "ETSI TS 103 120, names as in spec/forms.md section 4";

/// 2026-11-23T09:30:00.000000Z
std::string time_text(Time t);
Result<Time, FormRefusal> read_time(Fields& f, const char* name);
Result<std::uint32_t, FormRefusal> read_count(Fields& f, const char* name);
/// A UUID in lower case, as it stands there.
Result<std::string, FormRefusal> read_uuid(Fields& f, const char* name);
Result<Problem, FormRefusal> read_problem(Fields& parent, const char* name);

Result<Object, FormRefusal> read_object(Fields f);
Element object_element(const Object& object);

Element count_leaf(std::string_view space, std::string_view name, std::uint32_t n);
Element problem_element(std::string_view space, std::string_view name, const Problem& p);

}  // namespace eq::forms::hi1
