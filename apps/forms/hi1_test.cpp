#include "apps/forms/hi1.h"

#include <gtest/gtest.h>

#include "apps/forms/forms_for_tests.h"

namespace eq::forms {
namespace {

using order::Stage;

std::string replaced(std::string s, std::string_view from, std::string_view to) {
  const auto at = s.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  return s.replace(at, from.size(), to);
}
Message read(const Message& m) {
  const auto r = read_hi1(view(write_hi1(m)));
  EXPECT_TRUE(r.ok()) << (r.ok() ? "" : r.error().text());
  return r.ok() ? *r : Message{};
}
ActionRefusal refusal(const Message& m) {
  const auto w = wish_of(m);
  EXPECT_FALSE(w.ok());
  return w.ok() ? ActionRefusal{} : w.error();
}
template <class T>
T& object(Message& m, std::size_t i) {
  return std::get<T>(std::get<0>(m.payload).at(i).object->content);
}

TEST(Hi1, EveryObjectActionAndAnswerReadsBack_FRM_1) {
  const Message all = testing::everything();
  EXPECT_EQ(read(all), all);
  const Message request = testing::new_case();
  for (const Message& m :
       {accepted(request, request.header.at),
        refused(request, {1, {Code::improper, "/x", "is odd", "s", "r"}}, request.header.at),
        Message{testing::header(), Problem{Code::version, "no"}}})
    EXPECT_EQ(read(m), m);
  Response got{Verb::get, "", std::get<0>(request.payload)[1].object, {}, std::nullopt};
  Response listed{Verb::list,
                  "",
                  std::nullopt,
                  {{"LDTaskObject", std::get<0>(request.payload)[1].object->id, 2}},
                  std::nullopt};
  const Message answers{testing::header(), std::vector{got, listed}};
  EXPECT_EQ(read(answers), answers);
}

TEST(Hi1, ANewCaseBecomesTheDraftThatTheCertificateSays_FRM_1_FRM_4) {
  for (const Epoc& e : {testing::epoc(), testing::emergency()}) {
    const auto wish = wish_of(read(testing::new_case(e)));
    ASSERT_TRUE(wish.ok()) << wish.error().why.text();
    Epoc with = e;
    with.form = std::get<NewCase>(*wish).form;
    EXPECT_TRUE(testing::same(with, e));
  }
}

TEST(Hi1, ObjectsThatSayElseThanTheCertificateAreNamed_FRM_4) {
  const auto changed = [](auto change) {
    Message m = testing::new_case();
    change(m);
    return refusal(m);
  };
  EXPECT_EQ(changed([](Message& m) { object<Task>(m, 1).account = std::string(64, 'b'); }).action,
            1u);
  EXPECT_EQ(changed([](Message& m) { object<Task>(m, 1).type = "TrafficData"; }).action, 1u);
  EXPECT_EQ(
      changed([](Message& m) { object<Task>(m, 1).end = object<Task>(m, 1).end + kDay_ms; }).action,
      1u);
  EXPECT_EQ(
      changed([](Message& m) { object<Task>(m, 1).kind = Task::Kind::preservation; }).why.code,
      Code::not_supported);
  EXPECT_EQ(changed([](Message& m) {
              object<Authorisation>(m, 0).start = object<Authorisation>(m, 0).start + 1;
            }).action,
            0u);
  EXPECT_EQ(changed([](Message& m) { object<Authorisation>(m, 0).reference = "other"; }).why.code,
            Code::improper);
  EXPECT_EQ(changed([](Message& m) { object<Authorisation>(m, 0).emergency = true; }).why.code,
            Code::improper);
  EXPECT_EQ(changed([](Message& m) { object<Authorisation>(m, 0).approvals.clear(); }).why.code,
            Code::improper);
  EXPECT_EQ(
      changed([](Message& m) { object<Authorisation>(m, 0).legal_type = "Warrant"; }).why.code,
      Code::not_supported);
  EXPECT_EQ(changed([](Message& m) {
              object<Document>(m, 2).body = to_bytes("<!DOCTYPE a><a/>");
            }).why.code,
            Code::invalid);
  EXPECT_EQ(changed([](Message& m) { std::get<0>(m.payload).pop_back(); }).why.code,
            Code::link_missing);
  const auto two =
      changed([](Message& m) { std::get<0>(m.payload).push_back(std::get<0>(m.payload)[1]); });
  EXPECT_EQ(two.why.code, Code::not_supported);
  EXPECT_NE(two.why.what.find("ORD-R1"), std::string::npos);
}

TEST(Hi1, WhatIsNotOfferedIsRefusedByItsCode_FRM_2_FRM_4) {
  const std::string good = write_hi1(testing::new_case());
  const auto code = [&](std::string_view from, std::string_view to) {
    const auto r = read_hi1(view(replaced(good, from, to)));
    EXPECT_FALSE(r.ok()) << from;
    return r.ok() ? Code::general : r.error().code;
  };
  EXPECT_EQ(code("task:LDTaskObject", "task:LITaskObject"), Code::not_supported);
  EXPECT_EQ(code("task:LDTaskObject", "task:Anything"), Code::not_supported);
  EXPECT_EQ(code("V1.22.1", "V1.1.1"), Code::version);
  EXPECT_EQ(code("<ActionIdentifier>1<", "<ActionIdentifier>0<"), Code::duplicate_action);
  EXPECT_EQ(code("<ActionIdentifier>1<", "<ActionIdentifier>5<"), Code::improper);
  EXPECT_EQ(code("01234567-89ab", "01234567_89ab"), Code::improper);
  EXPECT_EQ(code(".123000Z", "Z"), Code::improper);
  EXPECT_EQ(code("<task:Reference>AZ 12/27</task:Reference>", ""), Code::missing);
  EXPECT_EQ(
      code("<task:Reference>AZ 12/27</task:Reference>",
           "<task:Reference>AZ</task:Reference><task:HandlingProfile>x</task:HandlingProfile>"),
      Code::invalid);
  EXPECT_EQ(code("<doc:Contents>", "<doc:Contents>*"), Code::improper);
  EXPECT_EQ(code("<CREATE>", "<GETCSPCONFIG/><CREATE>"), Code::invalid);
  EXPECT_EQ(refusal({testing::header(), std::vector<Request>{{Verb::deliver, "x", std::nullopt}}})
                .why.code,
            Code::not_supported);
}

TEST(Hi1, OneRefusedActionRefusesAllUnderTheSameTransaction_FRM_5) {
  const Message request = testing::new_case();
  const Time now = request.header.at + kHour_ms;
  const Message no = refused(request, {2, {Code::improper, "/x", "is odd", "s", "r"}}, now);
  const auto& answers = std::get<1>(no.payload);
  ASSERT_EQ(answers.size(), 3u);
  for (std::size_t i = 0; i < 3; ++i)
    EXPECT_EQ(answers[i].problem->code, i == 2 ? Code::improper : Code::general);
  EXPECT_EQ(no.header.transaction, request.header.transaction);
  EXPECT_EQ(no.header.sender, request.header.receiver);
  EXPECT_EQ(no.header.receiver, request.header.sender);
  EXPECT_EQ(no.header.at, now);
  const Message yes = accepted(request, now);
  for (const auto& r : std::get<1>(yes.payload)) EXPECT_FALSE(r.problem.has_value());
}

TEST(Hi1, AMessageWhoseActionsCannotBeReadIsRefusedAsAWhole_FRM_5) {
  const std::string live =
      replaced(write_hi1(testing::new_case()), "task:LDTaskObject", "task:LITaskObject");
  const auto why = read_hi1(view(live)).error();
  const Message no = read(refused(read_hi1_header(view(live)).take(), why, testing::header().at));
  EXPECT_EQ(std::get<2>(no.payload).code, Code::not_supported);
  EXPECT_EQ(no.header.transaction, testing::header().transaction);
  EXPECT_FALSE(read_hi1_header(view("<HI1Message/>")).ok());
}

TEST(Hi1, QueriesAreAnsweredFromWhatIsKnownAndCancellingIsAWish_FRM_5) {
  const Message created = testing::new_case();
  std::vector<Object> known;
  for (const auto& r : std::get<0>(created.payload)) known.push_back(*r.object);
  const Message query{testing::header(),
                      std::vector<Request>{{Verb::get, known[1].id, std::nullopt},
                                           {Verb::get, testing::header().transaction, std::nullopt},
                                           {Verb::list, "", std::nullopt}}};
  ASSERT_TRUE(std::holds_alternative<Query>(wish_of(query).take()));
  const Message all = answered(query, known, query.header.at);
  const auto& answers = std::get<1>(all.payload);
  EXPECT_EQ(answers[0].object, known[1]);
  EXPECT_EQ(answers[1].problem->code, Code::not_found);
  EXPECT_EQ(answers[2].records.size(), 3u);
  Message cancel{testing::header(), std::vector<Request>{{Verb::update, "", known[0]}}};
  EXPECT_EQ(refusal(cancel).why.code, Code::not_supported);
  object<Authorisation>(cancel, 0).desired = "Cancelled";
  EXPECT_EQ(std::get<CancelCase>(wish_of(cancel).take()).authorisation, known[0].id);
}

TEST(Hi1, APreservationTaskAloneAsksForTheDaysOfACaseThatExists_FRM_4) {
  order::Application a;
  a.scope.first = Day{20880};
  a.scope.last = Day{20881};
  a.scope.reference = "AZ 12/27";
  const std::string authorisation = authorisation_id(a);
  const Day term_ends{20950};
  const Task task{Task::Kind::preservation,
                  a.scope.reference.as_written("a test"),
                  "",
                  "AwaitingPreservation",
                  "StoredContentData",
                  start_of(a.scope.first),
                  start_of(a.scope.last + 1),
                  a.scope.account.hex(),
                  start_of(term_ends) + 1000};
  const Message good{testing::header(), std::vector<Request>{{Verb::create, "",
                                                              Object{testing::header().transaction,
                                                                     "NL",
                                                                     "Police",
                                                                     "",
                                                                     1,
                                                                     {authorisation},
                                                                     testing::header().at,
                                                                     task}}}};
  const auto wish = std::get<PreserveCase>(wish_of(read(good)).take());
  EXPECT_EQ(wish.authorisation, authorisation);
  EXPECT_TRUE(same_case(wish, a.scope, term_ends).ok());
  EXPECT_NE(same_case(wish, a.scope, term_ends + 1)
                .error()
                .why.path.find("/DesiredPreservationExpiration"),
            std::string::npos);

  const auto changed = [&](auto change) {
    auto other = a.scope;
    change(other);
    const auto r = same_case(wish, other, term_ends);
    return r.ok() ? std::string("accepted") : r.error().why.path;
  };
  EXPECT_NE(changed([](order::OrderScope& s) { s.reference = "AZ"; }).find("/Reference"),
            std::string::npos);
  EXPECT_NE(changed([](order::OrderScope& s) { s.account.bytes[0] ^= 1; }).find("/RequestValues"),
            std::string::npos);
  EXPECT_NE(changed([](order::OrderScope& s) { s.first = s.first + 1; }).find("/RequestDetails"),
            std::string::npos);
  EXPECT_NE(changed([](order::OrderScope& s) { s.last = s.last + 1; }).find("/RequestDetails"),
            std::string::npos);

  Message no_case = good, other_wish = good;
  std::get<0>(no_case.payload)[0].object->associated.clear();
  object<Task>(other_wish, 0).desired = "AwaitingDisclosure";
  EXPECT_EQ(refusal(no_case).why.code, Code::link_missing);
  EXPECT_NE(refusal(other_wish).why.path.find("/DesiredStatus"), std::string::npos);
}

TEST(Hi1, ADeliveryNamesThePackageByItsDigestAndItsCase_FRM_1) {
  order::Application a;
  a.scope.reference = "AZ 12/27";
  const Bytes package = to_bytes("the file beside the message");
  const Message m = read(delivery_of(a, package, testing::header()));
  const auto& request = std::get<0>(m.payload).front();
  EXPECT_EQ(request.verb, Verb::deliver);
  EXPECT_EQ(request.identifier, request.object->id);
  EXPECT_EQ(std::get<Delivery>(request.object->content).manifest,
            "SHA-256 " + hex(crypto::sha256(package)));
  const auto objects = objects_of({a, Stage::delivered, order::Ground::none, false, 7},
                                  testing::header().sender, testing::header().at);
  EXPECT_EQ(request.object->associated, (std::vector<std::string>{objects[0].id, objects[1].id}));
  const Message other = delivery_of(a, to_bytes("another"), testing::header());
  EXPECT_NE(std::get<0>(other.payload).front().identifier, request.identifier);
}

TEST(Hi1, EveryStageHasAStatusAndItsObjectsReadBack_FRM_1) {
  CaseView v;
  v.application.scope.first = Day{20880};
  v.application.scope.last = Day{20881};
  v.application.scope.reference = "AZ";
  v.number = 7;
  std::set<std::string_view> seen;
  for (int s = 1; s <= static_cast<int>(Stage::review); ++s) {
    v.stage = static_cast<Stage>(s);
    seen.insert(status_of(v));
    std::vector<Request> updates;
    for (auto& o : objects_of(v, {"IE", "Provider"}, testing::header().at))
      updates.push_back({Verb::update, "", std::move(o)});
    const Message m{testing::header(), std::move(updates)};
    EXPECT_EQ(read(m), m) << s;
  }
  EXPECT_EQ(seen, (std::set<std::string_view>{"AwaitingApproval", "Approved", "EmergencyApproval",
                                              "Suspended", "Rejected", "Cancelled", "Expired",
                                              "Invalid"}));
  v.stage = Stage::active;
  v.flagged = true;
  EXPECT_EQ(status_of(v), "Suspended");
}

}  // namespace
}  // namespace eq::forms
