#include "eq/order/refusal.h"

#include <array>

namespace eq::order {
namespace {

struct Text {
  const char* sentence;
  const char* source;
  const char* remedy;
};

constexpr std::array<Text, kRules> kTexts = {{
    {"An order names exactly one account; a group, a list or everybody cannot be ordered.",
     "ECtHR, Podchasov v. Russia (2024); Regulation (EU) 2023/1543, Art. 5",
     "Name one account by its 64-digit id. For a second account file a second order, with its own grounds."},
    {"The account id must be 64 hexadecimal digits.", "spec/order.md section 1",
     "Copy the id as it stands in the report or in the account's record."},
    {"An order covers at least one day and at most 30 days.",
     "Regulation (EU) 2023/1543, Art. 5 (closed time range); default profile",
     "Shorten the period. A longer measure needs a new judicial act for each 30 days."},
    {"An order opens only what is sent after it is public: its first day must begin at least six hours from now.",
     "spec/order.md section 2 (prospective access only)", "Choose a first day that lies ahead."},
    {"Sealed access exists for message content only.",
     "Regulation (EU) 2023/1543, Art. 4 (category decides authority)",
     "Use the category 'content', or the platform's ordinary procedure for other data."},
    {"Offence, legal basis, necessity and proportionality must each be stated, in at most 2000 characters.",
     "Regulation (EU) 2023/1543, Art. 5(2)", "Fill in the missing statement in your own words."},
    {"Only the realm's agency may file, under its own key.", "Regulation (EU) 2023/1543, Art. 4",
     "File through the agency whose key is in the realm's constitution."},
    {"No order without the signature of a judge over exactly this scope.",
     "Regulation (EU) 2023/1543, Art. 4; CJEU, Prokuratuur (C-746/18)",
     "Submit the application to the court; only what the judge signed can be used."},
    {"No order, epoch object or opening without the consent of enough independent custodians.",
     "Separation of duties; spec/gate.md section 2",
     "Ask further custodians; each decides for itself."},
    {"Each order has a number of its own: none is used twice, also not one that was withdrawn.",
     "spec/audit.md, step orders; docs/adr/0053",
     "Take a number that no order of the public log has."},
    {"The number of accounts under order on one day is limited, and the limit is pinned in every client.",
     "spec/gate.md section 4 (k and its cap)", "Wait until another order has ended."},
    {"What is not in the public log, seen by a witness, has no effect.",
     "spec/order.md section 4; ECtHR, Big Brother Watch",
     "Append it to the log and wait for the witness."},
    {"An order opens only the days it covers.",
     "Regulation (EU) 2023/1543, Art. 5 (closed time range)",
     "Ask for a day within the order, or apply for a new order."},
    {"The account must be the one that the logged order committed to.",
     "spec/gate.md section 1 (order commitment)", "Use the account the order was granted for."},
    {"A true notice to the person concerned must be sealed into the order.",
     "Regulation (EU) 2023/1543, Art. 13; spec/order.md section 5",
     "Seal the notice to the account's published key and to the key of the disclosure month."},
    {"No share without a logged intent of the agency for this order and day.",
     "spec/order.md section 8", "Log the intent first, then ask."},
    {"The court's key must prove that the account is in the set of that day.",
     "spec/gate.md section 7", "Ask the court for the key of this account and day."},
    {"A day's epoch object must contain exactly the accounts of the logged orders in force, and prove it.",
     "spec/order.md section 7", "Build the object again from the order log."},
    {"One order is opened once for each day: one scalar and one receipt of each custodian.",
     "spec/audit.md, step openings", "Use the result of the first opening."},
    {"An order is made and judged under the one profile of its realm.", "spec/order.md section 9",
     "Apply again under the realm's present profile."},
    {"The kind of data decides who may order it.",
     "Regulation (EU) 2023/1543, Art. 4; CJEU, Prokuratuur (C-746/18)",
     "Have the order issued by an authority that the profile names for this category."},
    {"The offence must be grave enough for this kind of data.",
     "Regulation (EU) 2023/1543, Art. 5(4)",
     "State the maximum sentence or the listed offence; for lesser offences use milder means."},
    {"Before a judge has decided, only what the profile allows in an emergency may be ordered, with the threat stated.",
     "Regulation (EU) 2023/1543, Art. 4(5)",
     "Ask the judge first, or order a category that emergencies may reach."},
    {"This step is not open at this stage of the order.", "spec/order.md section 3",
     "See `equipoise order life` for what is open now."},
    {"An emergency order that no judge confirmed in time has lapsed: its keys are destroyed, what was delivered is deleted.",
     "Regulation (EU) 2023/1543, Art. 4(5)",
     "Delete what was received and log it. Apply anew, to the judge first."},
    {"Nothing is released while the enforcing authority may still object.",
     "Regulation (EU) 2023/1543, Arts 8 and 10",
     "Wait until the window has passed, or for the enforcing authority's clearance in the log."},
    {"The enforcing authority has objected; the order stops.", "Regulation (EU) 2023/1543, Art. 12",
     "See the ground in the log. A new order needs grounds that answer it."},
    {"A flag of immunity, privilege or press freedom stops the order until a judge has lifted it.",
     "Regulation (EU) 2023/1543, Arts 10 and 12",
     "Answer the flag before the judge; only a logged lifting resumes the order."},
    {"Only a dated judicial act, logged before the notice is due, postpones the notice.",
     "Regulation (EU) 2023/1543, Art. 13; spec/order.md section 10",
     "Log the postponement before the month begins, within the longest delay."},
    {"An answer says for every item asked exactly one of: produced, refused with its ground, not held, clarification needed.",
     "Regulation (EU) 2023/1543, Annex III",
     "Complete the answer; \"we hold nothing\" is complete."},
    {"What is preserved is released only under a logged intent, and ends by destruction of its key.",
     "Regulation (EU) 2023/1543, Arts 10 and 11",
     "Extend before the end, or apply for a new order."},
    {"An order from another realm needs that realm's judge, whom this realm's constitution names.",
     "Regulation (EU) 2023/1543, Arts 4 and 7",
     "Have the judge of your realm endorse the application."},
    {"The service counts a day's envelopes in the log before it knows whose are asked for, and hands over all of them.",
     "spec/order.md section 12",
     "Keep what it handed over and the log's count, and show both to the court."},
    {"A conflict with another country's law is reviewed by a judge; meanwhile nothing is released, and a conflict that stands ends the order.",
     "Regulation (EU) 2023/1543, Art. 17", "Wait for the judge's decision in the log."},
    {"New custodians take office only by the signature of those before them, and only organisations of the realm.",
     "spec/ceremony.md section 5",
     "Have the holders of the last quorum key sign the record of the ceremony."},
    {"While the service waits to be told what an order means, nothing is handed over under it.",
     "Regulation (EU) 2023/1543, Art. 10",
     "Answer the service's question, and log the answer with `equipoise order clarify`."},
    {"What an application states stands in plain characters on one line: no control, bidirectional or invisible character, so that "
     "what is signed is what was read.",
     "spec/order.md section 1; eq/base/shown.h", "Type the statement again."},
    {"What opens a day opens all of it: nothing is asked for or let go before the day and its two hours are over, by every clock.",
     "spec/order.md section 8; docs/adr/0024", "Wait until the day is over."},
    {"Nothing is let go under an order after the time that it states, unless a preservation that was public by then lasts longer.",
     "spec/order.md section 8; docs/adr/0052", "Apply for a new order."},
}};

}  // namespace

std::string Refusal::text() const {
  return "Refused by " + id + ": " + sentence + "\n  Source: " + source +
         "\n  What to do: " + remedy;
}

Refusal refuse(Rule rule, std::string_view detail) {
  const auto n = static_cast<std::size_t>(rule);
  const Text& t = kTexts.at(n - 1);
  std::string sentence = t.sentence;
  if (!detail.empty()) sentence.append(" ").append(detail);
  return {rule, "ORD-R" + std::to_string(n), std::move(sentence), t.source, t.remedy};
}

Refusal no_room(Day day, std::uint16_t k) {
  return refuse(Rule::capacity,
                to_text(day) + " has its " + std::to_string(k) + " orders already.");
}

}  // namespace eq::order
