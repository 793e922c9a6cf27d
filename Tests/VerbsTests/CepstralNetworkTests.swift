import Networks
import Testing

@testable import Programs
@testable import Study
@testable import Verbs
@testable import Workplace

/// Networks that hear cepstral coefficients in place of mel bands.
@Suite struct CepstralNetworkTests {
    private static let world = """
        world = stage clips: 40, kinds: [bell, rain], length: 500 ms
        test = stage clips: 20, kinds: [bell, rain], length: 500 ms, seed: 2

        """

    private func said(_ source: String) throws -> String {
        do {
            _ = try Laboratory().value(of: Self.world + source)
            return ""
        } catch let failure as Evaluator.Failure { return failure.fault.cause }
    }

    @Test(
        "learn to tell sounds apart, however these are varied",
        arguments: [
            "lstm world, features: mfcc, units: 16, layers: 1, pool: mean",
            "crnn world, features: mfcc, filters: 8, blocks: 2, units: 16",
            "linear world, features: mfcc, coefficients: 13",
        ])
    func learn(network: String) throws {
        let laboratory = try Laboratory()
        let train = "ear = train (\(network)) on world, epochs: 12, rate: 0.01, masks: 1, shift: 10 %"
        for variation in ["", ", speed: 5 %, noise: 20 dB"] {
            let source = Self.world + train + variation + "\n"
            let model = try #require(try laboratory.value(of: source + "ear") as? ModelValue)
            let frontEnd = model.network.frontEnd
            #expect(
                frontEnd.standard.means.count == frontEnd.grid.rows && frontEnd.grid.rows == (network.contains("13") ? 13 : 20))
            let report = try #require(try laboratory.value(of: source + "evaluate ear on test") as? ReportValue)
            #expect(report.confusion.accuracy >= 0.85, "\(report.line)")
        }
    }

    @Test func aModelFileKnowsWhatItsNetworkHears() throws {
        let laboratory = try Laboratory()
        let train =
            Self.world + "ear = train (lstm world, features: mfcc, coefficients: 12, units: 8, layers: 1) on world, epochs: 2\n"
        let ear = try #require(try laboratory.value(of: train + "ear") as? ModelValue)
        _ = try laboratory.value(of: train + "export ear to \"ear.safetensors\"")
        let again = try #require(try laboratory.value(of: "import \"ear.safetensors\"") as? ModelValue)
        #expect(
            again.network.frontEnd == ear.network.frontEnd && again.network.frontEnd.hearing.features as? Cepstra == Cepstra(12))
        #expect(again.line == ear.line && again.weights == ear.weights)
        let heard = try [train, "ear = import \"ear.safetensors\"\n"].map {
            try laboratory.value(of: $0 + "predict ear on (noise 500 ms)").payload().tensors[0].tensor.floats
        }
        #expect(heard[0] == heard[1])
    }

    @Test func whatCannotBeIsRefused() throws {
        for option in ["stretch: 20 %", "filter: 10 dB", "pitch: 2"] {
            #expect(
                try said("train (linear world, features: mfcc) on world, epochs: 1, \(option)").hasSuffix(
                    "goes with mel bands: this network hears cepstral coefficients"))
        }
        #expect(try said("lstm world, coefficients: 13") == "lstm's 'coefficients' goes with features: mfcc")
        #expect(
            try said("lstm world, features: mfcc, coefficients: 33, bands: 32") == "33 coefficients cannot be made of 32 bands")
    }
}
