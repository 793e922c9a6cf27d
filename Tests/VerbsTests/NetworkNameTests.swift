import Networks
import Testing

@testable import Programs
@testable import Study
@testable import Verbs
@testable import Workplace

/// Networks are called by the verbs that made them.
@Suite struct NetworkNameTests {
    @Test(arguments: Verb.all.filter { $0.signature.gives == NetworkValue.type }.map(\.signature.verb))
    func areThoseOfTheVerbs(verb: String) throws {
        let example = try #require(Verb.named(verb)?.signature.examples.first)
        let network = try #require(try Laboratory().value(of: example.source) as? NetworkValue)
        #expect(network.architecture.name == verb)
    }

    @Test func whateverTheirCellsAre() throws {
        let source = "lstm (stage clips: 2, kinds: [bell, rain], length: 300 ms), cell: gru, bands: 16, units: 8"
        let network = try #require(try Laboratory().value(of: source) as? NetworkValue)
        #expect(network.line.hasPrefix("lstm · "))
        #expect(network.network.layers.text.contains("GRU") || network.network.layers.text.contains("gru"))
    }
}
