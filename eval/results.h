// What was measured: one row a picture and transform, and everything the figures are computed from.
#pragma once

#include "eq/base/bytes.h"
#include "eval/csv.h"

namespace eq::eval {

/// A way of matching: a distance and from where on two pictures count as the same.
struct Method {
  std::string name, title, what;
  std::string unit;  // of the distance
  int within = 0;
};

struct Answer {
  int own = 0;                   // distance to the picture that was changed
  int other = 0;                 // to the nearest stranger on the list
  std::uint32_t strangers = 0;   // how many of them it was compared with
  std::uint32_t false_hits = 0;  // of them within the bound
};

struct Row {
  std::string picture, transform;
  std::string hash;             // hex
  int quality = 0;              // 0 .. 100
  std::vector<Answer> answers;  // one a method
};

std::string columns_of(const std::vector<Method>& methods);
std::string csv_line(const Row& row);
/// Err::malformed for another number of fields or anything that is no number within its bounds.
Result<Row> row_from(std::string_view line, std::size_t methods);

/// A picture on the list.
struct Listed {
  std::string name;
  Bytes hash;
  std::size_t group = 0;  // those of one group are no strangers
  int brightness = -1;    // 0 .. 255; below 0: not known
};

struct LeftOut {
  std::string name, why;
};

struct Results {
  std::string system;         // whose hashes these are
  std::string corpus_digest;  // hex
  std::size_t files = 0;
  std::vector<LeftOut> left_out;
  std::vector<Method> methods;
  std::vector<Listed> listed;
  std::vector<Row> rows;
};

}  // namespace eq::eval
