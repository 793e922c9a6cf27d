import Testing

@testable import Language

/// Words that no signature lists: names of columns, and what stands in them.
@Suite struct OpenWordTests {
    private static let column = Parameter<Word>("by", "a column")
    private static let vocabulary = Vocabulary(
        verbs: [
            Signature(
                "split", family: "Data", "parts of a data set", operand: .init("DATA", [.dataset], "what is cut"),
                phrases: [.init("by", .init("COLUMN", column))],
                options: [
                    Parameter<Entries>("test", isRequired: true, "what is tested on"), Parameter<Word>("label", "a column"),
                ], gives: .dataset)
        ], fields: [:])

    private struct Names: Scope {
        func lookup(_ name: String) -> Known? {
            switch name {
            case "data": .value(.dataset)
            case "fold": .scalar(.quantity(Quantity(7)))
            case "list": .scalar(.list([.text("a"), .quantity(Quantity(4))]))
            default: nil
            }
        }
        var names: [String] { ["data", "fold", "list"] }
    }

    /// Column, test and label as a recipe holds them; the message where there is an error.
    private func parts(_ source: String) -> [String] {
        do throws(Diagnostic) {
            let bound = try bind(try parse(source)[0], in: Self.vocabulary, scope: Names())
            guard case .call(let call) = bound else { return [] }
            return (call.operands.dropFirst().map(\.value) + call.options.map(\.value)).map {
                if case .scalar(let scalar, _) = $0 { scalar.description } else { "?" }
            }
        } catch { return [error.message] }
    }

    @Test(
        "a bare word is itself, whatever else it is called; parentheses mean the name",
        arguments: [
            ("split data by fold, test: 5", ["fold", "5"]),
            ("split data by split, test: test", ["split", "test"]),
            ("split data by class, test: [dog, \"sea waves\", 5]", ["class", "[dog, \"sea waves\", 5]"]),
            ("split data by \"file name\", test: 20 %", ["\"file name\"", "0.2"]),
            ("split data by fold, test: data, label: split", ["fold", "data", "split"]),
            ("split data by fold, test: (fold)", ["fold", "7"]),
            ("split data by fold, test: (list)", ["fold", "[\"a\", 4]"]),
            ("split data by fold, test: in", ["fold", "in"]),
            ("split data by fold, test: true", ["fold", "true"]),
        ])
    func words(source: String, parts: [String]) { #expect(self.parts(source) == parts) }

    @Test(
        "what is neither word nor entry is refused",
        arguments: [
            ("split data by 3, test: 5", "'by' of split takes a word, not a number"),
            ("split data by fold, test: 3 s", "test takes a word, a number or a text, or a list of them, not a time"),
            ("split data by fold, test: [dog, 3 s]", "test takes a word, a number or a text, or a list of them, not a time"),
            (
                "split data by fold, test: [[a]]",
                "test takes a word, a number or a text, or a list of them, such as [4, 5], not [[a]]"
            ),
            ("split data by fold, test: 1 .. 3", "test takes a word, a number or a text, or a list of them, not a range"),
            ("split data by fold, test: (data)", "test takes a word, a number or a text, or a list of them, not a dataset"),
            ("split data by fold", "split needs the option 'test'"),
        ])
    func refused(source: String, message: String) { #expect(parts(source) == [message]) }

    @Test func helpSaysWhatMayStand() {
        let page = helpPage(Self.vocabulary.verbs["split"]!)
        #expect(page.contains("test: VALUES") && page.contains("label: WORD"))
    }
}
