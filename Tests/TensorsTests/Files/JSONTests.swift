import Tensors
import Testing

struct JSONTests {
    @Test(
        "canonical text is read back as the same value",
        arguments: [
            "null", "true", "[]", "{}", "[1,-2.5e-07,\"a\"]", "{\"a\":{\"b\":[]},\"b\":false}",
            "\"\\u0001\\\\\\\"\\n🎬\"",
        ])
    func roundTrip(text: String) throws {
        #expect(try JSON(reading: text.utf8).text == text)
    }

    @Test("spaces, key order and escapes do not matter to what is read")
    func spelling() throws {
        let json = try JSON(reading: " { \"b\" : [ 1 , 2 ] , \"a\" : \"\\ud83c\\udfac\\/\\b\" } \n".utf8)
        #expect(json.text == "{\"a\":\"🎬/\\u0008\",\"b\":[1,2]}")
    }

    @Test(
        "every double comes back exactly",
        arguments: [0.1, -0.0, 5e-324, 1.7976931348623157e308, .infinity, -.infinity])
    func doubles(value: Double) throws {
        let found = try JSON(reading: JSON.number(value).text.utf8).double
        #expect(found?.bitPattern == value.bitPattern)
        #expect(try JSON(reading: JSON.number(Double.nan).text.utf8).double?.isNaN == true)
    }

    @Test(
        "text that is not JSON is refused",
        arguments: [
            "", " ", "nul", "01", "-", "1.", "1e", ".5", "+1", "[1,]", "[1 2]", "{\"a\"}", "{\"a\":1,}", "{a:1}", "\"",
            "\"\\x\"",
            "\"\\ud800\"", "\"\\ud800\\u0041\"", "\"\\udc00\"", "\"\\u12\"", "\"\u{1}\"", "1 2", "{\"a\":1,\"a\":2}",
            "NaN", "'a'",
        ])
    func refused(text: String) {
        #expect(throws: JSONFault.self) { try JSON(reading: text.utf8) }
    }

    @Test("depth is bounded, and bytes that are not UTF-8 are refused")
    func hostile() {
        #expect(throws: JSONFault.self) { try JSON(reading: [UInt8](repeating: UInt8(ascii: "["), count: 1_000_000)) }
        #expect(throws: JSONFault.self) { try JSON(reading: [0x22, 0xFF, 0x22]) }
        #expect(throws: JSONFault.self) { try JSON(reading: [0x22, 0xED, 0xA0, 0x80, 0x22]) }
    }
}
