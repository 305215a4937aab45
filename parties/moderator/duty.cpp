#include "parties/moderator/duty.h"

#include <algorithm>
#include <array>

namespace eq::moderator {
namespace {
using franking::Category;

constexpr std::array<std::string_view, 6> kDesks = {"abuse",     "safety",      "children",
                                                    "extremism", "trafficking", "pictures"};

constexpr std::string_view kNone =
    "No duty to report is known; the report is decided, and its sender told.";
constexpr Duty kDecideEu{"EU", "Decide without undue delay, with reasons and a way to complain.",
                         "Regulation (EU) 2022/2065 Art. 16, 17, 20"};
constexpr Duty kLifeEu{
    "EU",
    "On suspicion of a crime that threatens life or safety: inform the police or a judge of the Member State at once.",
    "Regulation (EU) 2022/2065 Art. 18"};
constexpr Duty kIllegalGb{
    "GB", "Take illegal content down swiftly once aware of it; a complaint is handled.",
    "Online Safety Act 2023 s. 10, 21"};
constexpr Duty kNoneUs{"US", kNone, "none"};
constexpr Duty kLifeUs{
    "US",
    "May be disclosed to an authority where somebody's death or serious injury threatens; no duty.",
    "18 U.S.C. 2702(b)(8)"};
constexpr Duty kChildUs{
    "US",
    "Report to NCMEC's CyberTipline as soon as reasonably possible, and keep what was reported for one year.",
    "18 U.S.C. 2258A"};
constexpr Duty kChildGb{
    "GB",
    "Report detected child sexual exploitation and abuse to the National Crime Agency, once that duty is in force.",
    "Online Safety Act 2023 s. 66"};

constexpr std::array kOrdinary = {kDecideEu, kIllegalGb, kNoneUs};
constexpr std::array kLife = {kLifeEu, kDecideEu, kIllegalGb, kLifeUs};
constexpr std::array kChildren = {kLifeEu, kDecideEu, kChildGb, kChildUs};
constexpr std::array kTerror = {
    Duty{
        "EU",
        "Terrorist content that involves an imminent threat to life: inform the authorities of the Member State promptly.",
        "Regulation (EU) 2021/784 Art. 14(5)"},
    kDecideEu, kIllegalGb, kLifeUs};
constexpr std::array kTrafficking = {
    kLifeEu, kDecideEu, kIllegalGb,
    Duty{"US", "Sex trafficking of a child: report to NCMEC's CyberTipline. Otherwise no duty.",
         "18 U.S.C. 2258A(a)(2), 1591"}};
constexpr std::array kBlackmail = {
    kLifeEu, kDecideEu, kChildGb,
    Duty{"US",
         "If the person is a child: report to NCMEC's CyberTipline. If not: no duty to report.",
         "18 U.S.C. 2258A"}};
constexpr std::array kPictures = {
    kDecideEu, kIllegalGb,
    Duty{"US", "On a valid request of the person shown: remove within 48 hours, known copies too.",
         "47 U.S.C. 223a (TAKE IT DOWN Act)"}};

}  // namespace

std::string_view to_text(Desk d) { return kDesks[static_cast<std::size_t>(d)]; }

Result<Desk> parse_desk(std::string_view s) {
  const auto at = std::ranges::find(kDesks, s);
  REQUIRE_OR(at != kDesks.end(), Err::malformed);
  return static_cast<Desk>(at - kDesks.begin());
}

std::string_view desk_words() {
  return "abuse, safety, children, extremism, trafficking, pictures";
}

Desk desk_of(Category c) {
  switch (c) {
    case Category::spam:
    case Category::fraud:
    case Category::harassment:
    case Category::hate:
    case Category::other: return Desk::abuse;
    case Category::threat:
    case Category::self_harm: return Desk::safety;
    case Category::child_abuse:
    case Category::grooming: return Desk::children;
    case Category::terrorism: return Desk::extremism;
    case Category::human_trafficking:
    case Category::drug_trafficking: return Desk::trafficking;
    case Category::sextortion:
    case Category::intimate_images: return Desk::pictures;
  }
  return Desk::abuse;
}

std::optional<Category> category_of(list::Kind kind) {
  switch (kind) {
    case list::Kind::child_abuse_a:
    case list::Kind::child_abuse_b: return Category::child_abuse;
    case list::Kind::terrorism: return Category::terrorism;
    case list::Kind::intimate_images: return Category::intimate_images;
    case list::Kind::drill: return std::nullopt;
  }
  return std::nullopt;
}

std::span<const Duty> duties_of(Category c) {
  switch (c) {
    case Category::threat:
    case Category::self_harm: return kLife;
    case Category::child_abuse:
    case Category::grooming: return kChildren;
    case Category::terrorism: return kTerror;
    case Category::human_trafficking: return kTrafficking;
    case Category::sextortion: return kBlackmail;
    case Category::intimate_images: return kPictures;
    case Category::spam:
    case Category::fraud:
    case Category::harassment:
    case Category::hate:
    case Category::drug_trafficking:
    case Category::other: return kOrdinary;
  }
  return kOrdinary;
}

}  // namespace eq::moderator
