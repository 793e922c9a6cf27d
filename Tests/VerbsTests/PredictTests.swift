import Foundation
import Sound
import Tensors
import Testing

@testable import Programs
@testable import Study
@testable import Verbs
@testable import Workplace

/// What a network hears in sounds of any length.
@Suite struct PredictTests {
    /// Lengths at which the last window is there or not by a sample of the sound at the network's rate.
    @Test func aSoundIsCutAlikeBeforeAndAfterItIsResampled() throws {
        let laboratory = try Laboratory()
        let source = """
            world = stage clips: 8, kinds: [bell, rain], length: 500 ms
            ear = train (cnn world, bands: 16, filters: 4, blocks: 1, units: 8) on world, epochs: 1

            """
        for (samples, rate, windows) in [(26_399, 48_000.0, 1), (14_399, 8000, 6), (14_400, 8000, 7), (24_000, 48_000, 1)] {
            let sound = try Signal(Tensor([samples], (0..<samples).map { 0.3 * sin(Float($0) * 0.1) }), rate: rate)
            try sound.write(to: laboratory.folder + "/sound.wav", as: .wav16)
            let heard = try #require(
                try laboratory.value(of: source + "predict ear on (load \"sound.wav\")") as? PredictionValue)
            #expect(heard.times.count == windows, "\(samples) samples at \(rate) Hz")
            let file = try #require(try laboratory.value(of: source + "predict ear on \"sound.wav\"") as? PredictionValue)
            #expect(file.times == heard.times)
        }
    }
}
