#include "apps/forms/xml.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "apps/forms/fields.h"

namespace eq::forms {
namespace {

XmlFault fault(const std::string& document) {
  const auto r = read_xml(view(document));
  EXPECT_FALSE(r.ok()) << document.substr(0, 200);
  return r.ok() ? XmlFault::too_large : r.error();
}
std::string repeated(std::string_view what, std::size_t n) {
  std::string out;
  for (std::size_t i = 0; i < n; ++i) out += what;
  return out;
}

TEST(Xml, WhatIsWrittenReadsBack_FRM_1) {
  const Prefix prefixes[] = {{"urn:a", ""}, {"urn:b", "b"}};
  Element root = node("urn:a", "root",
                      {leaf("urn:a", "one", " <&>\"'\r\n\t\xe2\x82\xac "), leaf("urn:b", "two", ""),
                       node("urn:b", "three", {leaf("urn:a", "four", "x")})});
  root.attributes.push_back({"urn:b", "kind", "auth:Thing"});
  EXPECT_EQ(read_xml(view(write_xml(root, prefixes))).take(), root);
  EXPECT_EQ(read_xml(view("<a><![CDATA[<x>&]]><!-- c --> y</a>"))->text, "<x>& y");
  EXPECT_EQ(
      read_xml(view("\xef\xbb\xbf<?xml version='1.0' encoding='utf-8'?><a>&lt;&#x41;</a>"))->text,
      "<A");
  EXPECT_EQ(
      read_xml(view(write_xml(leaf("urn:a", "a", std::string("\x01\xff", 2)), prefixes)))->text,
      "\xef\xbf\xbd\xef\xbf\xbd");
}

TEST(Xml, BillionLaughsEndWhereTheDocumentTypeBegins_FRM_3) {
  std::string laughs = "<?xml version=\"1.0\"?><!DOCTYPE lolz [<!ENTITY lol0 \"lol\">";
  for (int i = 1; i < 10; ++i)
    laughs += "<!ENTITY lol" + std::to_string(i) + " \"" +
              repeated("&lol" + std::to_string(i - 1) + ";", 10) + "\">";
  EXPECT_EQ(fault(laughs + "]><a>&lol9;</a>"), XmlFault::forbidden);
  EXPECT_EQ(fault("<!DOCTYPE a><a/>"), XmlFault::forbidden);
  EXPECT_EQ(fault("<!DOCTYPE a [<!ENTITY % p SYSTEM \"http://127.0.0.1:9/x\"> %p;]><a/>"),
            XmlFault::forbidden);
  EXPECT_EQ(fault("<a>&lol;</a>"), XmlFault::not_wellformed);
}

/// A file that exists and that a careless reader would paste in.
TEST(Xml, NothingOutsideTheDocumentIsOpened_FRM_3) {
  const auto secret = std::filesystem::temp_directory_path() / "eq-forms-secret";
  std::ofstream(secret) << "<secret/>";
  const std::string uri = "file://" + secret.string();
  EXPECT_EQ(fault("<!DOCTYPE a [<!ENTITY x SYSTEM \"" + uri + "\">]><a>&x;</a>"),
            XmlFault::forbidden);
  EXPECT_EQ(fault("<!DOCTYPE a SYSTEM \"" + uri + "\"><a/>"), XmlFault::forbidden);
  EXPECT_EQ(fault("<?xml-stylesheet href=\"" + uri + "\"?><a/>"), XmlFault::forbidden);
  const auto included = read_xml(view(
      "<a xmlns:xi=\"http://www.w3.org/2001/XInclude\"><xi:include href=\"" + uri + "\"/></a>"));
  ASSERT_TRUE(included.ok());  // an element of a name nobody asks for
  EXPECT_EQ(included->children.at(0).name, "include");
  EXPECT_TRUE(included->children.at(0).children.empty());
  std::filesystem::remove(secret);
}

TEST(Xml, LimitsHold_FRM_3) {
  const auto nested = [](std::size_t n) { return repeated("<a>", n) + repeated("</a>", n); };
  EXPECT_TRUE(read_xml(view(nested(kXmlDepthMax))).ok());
  EXPECT_EQ(fault(nested(kXmlDepthMax + 1)), XmlFault::limit);
  EXPECT_EQ(fault(nested(100'000)), XmlFault::limit);
  EXPECT_TRUE(read_xml(view("<r>" + repeated("<a/>", kXmlElementsMax - 1) + "</r>")).ok());
  EXPECT_EQ(fault("<r>" + repeated("<a/>", kXmlElementsMax) + "</r>"), XmlFault::limit);
  std::string many = "<a";
  for (std::size_t i = 0; i <= kXmlAttributesMax; ++i) many += " a" + std::to_string(i) + "=''";
  EXPECT_EQ(fault(many + "/>"), XmlFault::limit);
  EXPECT_EQ(fault("<a b='" + std::string(kXmlAttributeSizeMax + 1, 'x') + "'/>"), XmlFault::limit);
  EXPECT_EQ(fault("<a b='" + std::string(900'000, 'x') + "'/>"), XmlFault::limit);
  EXPECT_EQ(fault("<" + std::string(kXmlNameSizeMax + 1, 'n') + "/>"), XmlFault::limit);
  std::string spaces = "<a";
  for (int i = 0; i < 100; ++i) spaces += " xmlns:n" + std::to_string(i) + "='urn:x'";
  EXPECT_EQ(fault(spaces + "/>"), XmlFault::limit);
  EXPECT_EQ(fault("<a b='&amp;'/>"), XmlFault::forbidden);
  EXPECT_EQ(fault(std::string(kXmlSizeMax + 1, ' ')), XmlFault::too_large);
}

TEST(Xml, OtherEncodingsAreRefused_FRM_3) {
  EXPECT_EQ(fault(std::string("\xff\xfe<\0a\0/\0>\0", 10)), XmlFault::encoding);
  EXPECT_EQ(fault(std::string("\0<\0a\0/\0>", 8)), XmlFault::encoding);
  EXPECT_EQ(fault("<?xml version='1.0' encoding='UTF-16'?><a/>"), XmlFault::encoding);
  EXPECT_EQ(fault("<?xml version='1.0' encoding='UTF-7'?><a>+ADw-script+AD4-</a>"),
            XmlFault::encoding);
  EXPECT_EQ(fault("<?xml version='1.0' encoding='ISO-8859-1'?><a>\xe9</a>"), XmlFault::encoding);
  EXPECT_EQ(fault("<?xml version='1.0' encoding='x-UTF-8-not'?><a/>"), XmlFault::encoding);
  EXPECT_EQ(fault("<a>\xc0\xbc</a>"), XmlFault::not_wellformed);  // an overlong <
  EXPECT_EQ(fault(std::string("<a>\0</a>", 8)), XmlFault::not_wellformed);
}

TEST(Xml, WhatIsNotXmlOrMixedIsRefused_FRM_3) {
  for (const char* bad :
       {"", " ", "<a>", "<a></b>", "<a/><b/>", "text", "<a b=1/>", "<a b='1' b='2'/>", "<p:a/>"})
    EXPECT_EQ(fault(bad), XmlFault::not_wellformed) << bad;
  EXPECT_EQ(fault("<a>text<b/></a>"), XmlFault::mixed);
}

TEST(Fields, EveryFaultNamesItsPathCodeAndRemedy_FRM_2) {
  const auto document =
      read_document(view("<a><b>x</b><b>y</b><c></c><d>maybe</d><e/></a>")).take();
  Fields f(document, "/a", "somewhere");
  const auto check = [](const FormRefusal& r, Code code, const char* path) {
    EXPECT_EQ(r.code, code);
    EXPECT_EQ(r.path, path);
    EXPECT_FALSE(r.what.empty() || r.source.empty() || r.remedy.empty()) << r.text();
  };
  check(f.text("b").error(), Code::invalid, "/a/b");
  check(f.text("c").error(), Code::improper, "/a/c");
  check(f.text("z").error(), Code::missing, "/a/z");
  check(f.truth("d").error(), Code::improper, "/a/d");
  check(f.child("z").error(), Code::missing, "/a/z");
  check(f.end().error(), Code::invalid, "/a");
  const auto long_one = node("", "a", {leaf("", "b", std::string(kFieldSizeMax + 1, 'x'))});
  check(Fields(long_one, "/a", "s").text("b").error(), Code::improper, "/a/b");
  EXPECT_EQ(read_document(view("<!DOCTYPE a><a/>")).error().code, Code::invalid);
  EXPECT_EQ(read_document(view("<?xml version='1.0' encoding='UTF-16'?><a/>")).error().code,
            Code::encoding);
  EXPECT_EQ(read_document(Bytes(kXmlSizeMax + 1)).error().code, Code::too_large);
}

}  // namespace
}  // namespace eq::forms
