// A stranger's XML: a tree within the limits and no larger than the document, or a fault.
#include "apps/forms/xml.h"

using namespace eq;
using namespace eq::forms;

namespace {

void measure(const Element& e, int depth, std::size_t& elements, std::size_t& bytes) {
  EQ_ASSERT(depth < kXmlDepthMax && ++elements <= kXmlElementsMax &&
            e.attributes.size() <= kXmlAttributesMax);
  bytes += e.text.size() + e.name.size();
  for (const auto& c : e.children) measure(c, depth + 1, elements, bytes);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto root = read_xml(View(data, size));
  if (!root.ok()) return 0;
  std::size_t elements = 0, bytes = 0;
  measure(*root, 0, elements, bytes);
  EQ_ASSERT(bytes <= size);
  return 0;
}
