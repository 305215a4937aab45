#include "eq/franking/category.h"

#include <algorithm>
#include <array>
#include <string>

namespace eq::franking {
namespace {

struct Kind {
  std::string_view word, advice;
};

constexpr std::string_view kChild =
    "If a child is in danger now, call the emergency number first. Do not save, copy or forward pictures of abuse: that may be a crime "
    "in itself, and the report carries what is needed.";
constexpr std::string_view kBlackmail =
    "Do not pay, send nothing more, and keep the conversation. Pictures of you can be hashed on your own device, and kept off "
    "other services: takeitdown.ncmec.org if you were under 18 in them, stopncii.org if you were not.";
constexpr std::string_view kDanger =
    "If somebody's life is in danger now, call the emergency number first: this desk is slower.";

constexpr std::array<Kind, static_cast<std::size_t>(kLastCategory)> kKinds = {{
    {"spam", ""},
    {"fraud", "If you paid, tell your bank at once: transfers can sometimes be stopped."},
    {"harassment", ""},
    {"threat", kDanger},
    {"hate", ""},
    {"child_abuse", kChild},
    {"self_harm", kDanger},
    {"other", ""},
    {"terrorism", kDanger},
    {"human_trafficking",
     "If it is safe to do so, call the emergency number. Do not confront anybody, and do not warn them of the report."},
    {"drug_trafficking", ""},
    {"grooming", kChild},
    {"sextortion", kBlackmail},
    {"intimate_images",
     "Keep the conversation. Pictures of you can be hashed on your own device, and kept off other services: stopncii.org, "
     "or takeitdown.ncmec.org if you were under 18 in them."},
}};

const Kind& kind_of(Category c) { return kKinds[static_cast<std::size_t>(c) - 1]; }

}  // namespace

std::string_view to_text(Category c) { return kind_of(c).word; }

Result<Category> parse_category(std::string_view s) {
  const auto at = std::ranges::find(kKinds, s, &Kind::word);
  REQUIRE_OR(at != kKinds.end(), Err::malformed);
  return static_cast<Category>(at - kKinds.begin() + 1);
}

std::string category_words() {
  std::string all;
  for (const Kind& k : kKinds) all += (all.empty() ? "" : ", ") + std::string(k.word);
  return all;
}

std::string_view advice(Category c) { return kind_of(c).advice; }

}  // namespace eq::franking
