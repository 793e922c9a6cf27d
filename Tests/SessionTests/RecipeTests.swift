import Chance
import Tensors
import Testing

@testable import Session

struct RecipeTests {
    private let digest = Key(digesting: "bark".utf8)

    private func melspec(path: String = "dog.wav") -> Recipe {
        let load = Recipe(
            verb: "load", version: 1, operands: [("", [.file(path: path, digest: digest)])],
            options: [("rate", .literal("22050 Hz"))])
        return Recipe(
            verb: "melspec", version: 2, operands: [("", [.recipe(load)])],
            options: [
                ("window", .literal("2048 samples")), ("bands", .literal("96")), ("title", .literal("A \"bark\"\n")),
            ])
    }

    @Test("the canonical text and the key of a fixed recipe never change")
    func golden() {
        let recipe = melspec()
        #expect(
            recipe.parents[0].encoded == """
                {"operands":{"":[{"file":"\(digest)"}]},"options":{"rate":"22050 Hz"},"verb":"load","version":1}
                """)
        #expect(
            recipe.encoded == """
                {"operands":{"":[{"recipe":"\(recipe.parents[0].key)"}]},\
                "options":{"bands":"96","title":"A \\"bark\\"\\n","window":"2048 samples"},"verb":"melspec","version":2}
                """)
        #expect(digest.description == "14ea6507645c2ba7e973ea87444bf0470fc2e1f4b64f4f692f736acf9a4dec8a")
        #expect(recipe.key.description == "550e0aa1ac9cec9796671d21c98d09659bea3d0b948c979d904ae34fdf4085c9")
    }

    @Test("the path of a file is not part of the key, its content is")
    func pathIsNoPart() {
        #expect(melspec(path: "dog.wav").key == melspec(path: "other/dog.wav").key)
        let other = Recipe(
            verb: "load", version: 1, operands: [("", [.file(path: "dog.wav", digest: Key(digesting: "woof".utf8))])],
            options: [("rate", .literal("22050 Hz"))])
        #expect(other.key != melspec().parents[0].key)
    }

    @Test("options in any order give one key, and operands of one role become one list")
    func order() {
        let one = Recipe(
            verb: "mix", version: 1,
            operands: [("with", [.literal("b")]), ("", [.literal("a")]), ("with", [.literal("c")])],
            options: [("snr", .literal("0 dB")), ("gain", .literal("1"))])
        let other = Recipe(
            verb: "mix", version: 1, operands: [("", [.literal("a")]), ("with", [.literal("b"), .literal("c")])],
            options: [("gain", .literal("1")), ("snr", .literal("0 dB"))])
        #expect(one.key == other.key)
        #expect(one.operands.map(\.role) == ["", "with"])
    }

    @Test("a recipe is read back from its text")
    func decode() throws {
        let recipe = melspec()
        let load = recipe.parents[0]
        let loadAgain = try Recipe.decode(load.encoded, paths: ["dog.wav"]) { _ in throw RecipeFault(problem: "none") }
        #expect(loadAgain.key == load.key)
        #expect(loadAgain.paths == ["dog.wav"])
        let again = try Recipe.decode(recipe.encoded, paths: []) { key in
            #expect(key == load.key)
            return load
        }
        #expect(again.key == recipe.key)
        #expect(again.options.map(\.key) == ["bands", "title", "window"])
    }

    @Test(
        "text that is no recipe is refused with its reason",
        arguments: [
            "", "{}", "[]", "null", "{\"verb\":\"a\"}",
            "{\"operands\":{},\"options\":{},\"verb\":\"a\",\"version\":1} ",
            "{\"operands\":{},\"options\":{},\"verb\":\"a\",\"version\":01}",
            "{\"operands\":{},\"options\":{},\"verb\":\"a\",\"version\":-0}",
            "{\"operands\":{},\"options\":{},\"verb\":\"a\",\"version\":1.5}",
            "{\"operands\":{},\"options\":{},\"verb\":\"a\",\"version\":99999999999999999999}",
            "{\"options\":{},\"operands\":{},\"verb\":\"a\",\"version\":1}",
            "{\"operands\":{},\"options\":{},\"verb\":\"a\",\"verb\":\"a\",\"version\":1}",
            "{\"operands\":{\"\":[{\"recipe\":\"12\"}]},\"options\":{},\"verb\":\"a\",\"version\":1}",
            "{\"operands\":{\"\":[{\"recipe\":\"12\",\"file\":\"12\"}]},\"options\":{},\"verb\":\"a\",\"version\":1}",
            "{\"operands\":{\"\":[1]},\"options\":{},\"verb\":\"a\",\"version\":1}",
            "{\"operands\":{\"\":\"a\"},\"options\":{},\"verb\":\"a\",\"version\":1}",
            String(repeating: "[", count: 100_000),
        ])
    func refused(text: String) {
        #expect(throws: RecipeFault.self) { try RecipeOutline(text) }
    }

    @Test("a recipe that does not fit its paths or its parents is refused")
    func misfit() {
        let recipe = melspec()
        #expect(throws: RecipeFault.self) {
            try Recipe.decode(recipe.parents[0].encoded, paths: []) { _ in recipe }
        }
        #expect(throws: RecipeFault.self) { try Recipe.decode(recipe.encoded, paths: []) { _ in recipe } }
    }

    @Test("damaged text gives faults and no traps, and what is read has the text it was read from")
    func mutations() throws {
        var generator = SplitMix(5)
        let recipe = melspec()
        let seeds = [Array(recipe.encoded.utf8), Array(recipe.parents[0].encoded.utf8)]
        var refused = 0
        for round in 0..<6000 {
            let text = String(decoding: mutated(seeds[round % 2], &generator), as: UTF8.self)
            do {
                let read = try Recipe.decode(text, paths: round % 2 == 0 ? [] : ["dog.wav"]) { _ in recipe.parents[0] }
                #expect(read.encoded == text)
            } catch is RecipeFault { refused += 1 }
        }
        #expect(refused > 1000)
    }

    @Test("a chain of a hundred thousand recipes is released without exhausting the stack")
    func deepChain() {
        var recipe = plainRecipe("start")
        for number in 0..<100_000 {
            recipe = Recipe(
                verb: "gain", version: 1, operands: [("", [.recipe(recipe)])], options: [("db", .literal("\(number)"))])
        }
        #expect(recipe.parents.count == 1)
    }
}
