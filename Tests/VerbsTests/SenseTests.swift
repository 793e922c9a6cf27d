import Testing

@testable import Programs
@testable import Study
@testable import Verbs
@testable import Workplace

/// Every sense that can be asked for.
@Suite struct SenseTests {
    static let words = senses.compactMap { $0.asked?.word }

    @Test func eachHasAMarkOfItsOwn() {
        let marks = senses.map { $0.mark }
        #expect(marks.last == .some(nil) && !marks.dropLast().contains(nil) && Set(marks).count == marks.count)
        #expect(Set(Self.words).count == Self.words.count)
    }

    @Test(arguments: SenseTests.words)
    func staysItselfAndIsDrawn(word: String) throws {
        let laboratory = try Laboratory()
        let films = """
            films = stage clips: 4, kinds: [bell, drum], length: 1 s, picture: 32 px
            model = train (linear films, modality: \(word)) on films, epochs: 1, aside: 0 %

            """
        let model = try laboratory.model(of: films + "model")
        #expect(type(of: model.network.frontEnd.sense).word == word)
        #expect(try ModelValue(payload: model.payload()).network.frontEnd == model.network.frontEnd)
        _ = try laboratory.value(of: films + "export model to \"model.safetensors\"")
        #expect(try laboratory.model(of: "import \"model.safetensors\"").network.frontEnd == model.network.frontEnd)
        for what in ["saliency model on films[1]", "activations model on films[1]", "predict model on films[1]"] {
            _ = try laboratory.value(of: films + "plot (\(what))")
        }
    }
}
