import Session
import Testing

@testable import Programs
@testable import Study
@testable import Verbs
@testable import Workplace

/// Mel banks with bands in which no bin lies, as verbs make them.
@Suite struct EmptyBandVerbTests {
    private let laboratory: Laboratory

    init() throws { laboratory = try Laboratory() }

    @Test func banksWithEmptyBandsAreMadeWhereAskedFor() throws {
        let note = "11 of 128 bands are empty, as in many published banks: no bin of a transform of 512 samples lies in them"
        for verb in ["melspec", "mfcc"] {
            let call = "\(verb) (tone 440 Hz), window: 512 samples"
            #expect(
                try laboratory.said(call)
                    == "11 of 128 bands are narrower than the bins of a transform of 512 samples and would be empty")
            #expect(try laboratory.wayOut(of: call)?.contains("'empty'") == true)
            #expect(try laboratory.notes(of: call + ", empty") == [note])
        }
        #expect(try laboratory.notes(of: "melspec (tone 440 Hz), empty") == [])
        // What has been made without the option keeps its key.
        #expect(try laboratory.recipe(of: "melspec (tone 440 Hz)").options.allSatisfy { $0.key != "empty" })
        #expect(try laboratory.recipe(of: "melspec (tone 440 Hz)").version == 1)
    }

    @Test func aNetworkMayHearThroughOne() throws {
        let world = "world = stage clips: 4, kinds: [bell, rain], length: 500 ms\n"
        let net = "linear world, bands: 128, window: 256 samples"
        #expect(try laboratory.said(world + net).contains("would be empty"))
        let note = try #require(try laboratory.notes(of: world + net + ", empty").first)
        #expect(note.hasSuffix(" bands are empty, as in many published banks: no bin of a transform of 256 samples lies in them"))
        let train = world + "ear = train (\(net), empty) on world, epochs: 1\n"
        _ = try laboratory.value(of: train + "export ear to \"ear.safetensors\"")
        let own = try laboratory.said(train + "predict ear on world[1]")
        #expect(try laboratory.said(world + "ear = import \"ear.safetensors\"\npredict ear on world[1]") == own)
    }
}
