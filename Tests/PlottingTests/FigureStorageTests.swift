import Foundation
import Tensors
import Testing

@testable import Plotting

@Suite struct FigureStorageTests {
    @Test func figuresComeBackAsTheyWere() throws {
        let renderer = try Samples.renderer.get()
        for (name, figure) in try Samples.all() {
            let stored = try figure.stored()
            let back = try Figure(facts: stored.facts, tensors: stored.tensors)
            #expect(try back.stored().facts == stored.facts, "\(name)")
            let drawn = try figure.pixels(width: 400, height: 225, with: renderer)
            #expect(try back.pixels(width: 400, height: 225, with: renderer) == drawn, "\(name)")
            #expect(back.description == figure.description)
        }
    }

    @Test func equalFiguresHaveEqualFacts() throws {
        #expect(try Samples.page().stored().facts == Samples.page().stored().facts)
        #expect(try Samples.page().stored().facts != Samples.page().themed(.dark).stored().facts)
    }

    @Test func damagedFactsAreFaults() throws {
        let stored = try Samples.page().stored()
        for facts in ["", "{}", "[]", "null", String(repeating: "[", count: 100_000), stored.facts + "x"] {
            #expect(throws: FigureDamaged.self) { try Figure(facts: facts, tensors: stored.tensors) }
        }
        let deep = (0..<20).reduce(stored.facts) { facts, _ in
            "{\"title\":\"\",\"subtitle\":\"\",\"theme\":\"light\",\"grid\":{\"columns\":1,\"sharesTime\":true,\"figures\":[\(facts)]}}"
        }
        #expect(throws: FigureDamaged.self) { try Figure(facts: deep, tensors: stored.tensors) }
    }

    @Test func missingOrForeignTensorsAreFaults() throws {
        for (_, figure) in try Samples.all() {
            let stored = try figure.stored()
            #expect(throws: FigureDamaged.self) { try Figure(facts: stored.facts, tensors: []) }
            let foreign = stored.tensors.map { (name: $0.name, tensor: Tensor([1, 1, 1], [1])) }
            #expect(throws: FigureDamaged.self) { try Figure(facts: stored.facts, tensors: foreign) }
        }
    }

    /// Facts with any one byte changed are refused or make a figure that can be drawn.
    @Test func changedFactsNeverTrap() throws {
        let renderer = try Samples.renderer.get()
        var (refused, drawn) = (0, 0)
        for (_, figure) in try Samples.all() {
            let stored = try figure.stored()
            let bytes = Array(stored.facts.utf8)
            for index in stride(from: 0, to: bytes.count, by: max(bytes.count / 150, 1)) {
                var changed = bytes
                changed[index] = Array("0-9e\"]}tz".utf8)[index % 9]
                let facts = String(decoding: changed, as: UTF8.self)
                let back: Figure
                do { back = try Figure(facts: facts, tensors: stored.tensors) } catch is FigureDamaged {
                    refused += 1
                    continue
                }
                #expect(try back.pixels(width: 64, height: 36, with: renderer).width == 64)
                drawn += 1
            }
        }
        #expect(refused > 100 && drawn > 100, "\(refused) refused, \(drawn) drawn")
    }
}
