import Foundation
import Sound
import Tensors

/// Log-mel spectrograms and cepstra as the field makes them: 22 050 Hz, 2048 samples every 512, 128 bands.
extension Job {
    static let soundJobs: [Job] = [
        Job(name: "log-mel 60 s", unit: .realTime, summary: "one sound of a minute, in memory") { bench in
            let (analysis, sound) = (try analysis(), try glide(seconds: 60, seed: 1))
            return Work(amount: 60) { _ = try analysis.spectrogram(of: sound, parallel: bench.parallel) }
        },
        Job(name: "log-mel 200 x 5 s", unit: .realTime, summary: "two hundred clips, in memory") { bench in
            let (analysis, clips) = (try analysis(), try clips())
            return Work(amount: Double(clips.count) * seconds) {
                _ = try bench.parallel.map(clips.count) { try analysis.spectrogram(of: clips[$0], parallel: .alone) }
            }
        },
        fromFiles("WAV", .wav16, summary: "the same from 16-bit files"),
        fromFiles("FLAC", .flac16, summary: "the same from compressed files, which are decoded in processes of their own"),
        fromFiles("MP3", .mp3, summary: "the same from lossy files, decoded there as well"),
        Job(name: "mfcc-20", unit: .realTime, summary: "twenty coefficients of a minute, in memory") { bench in
            let (analysis, sound) = (try analysis(), try glide(seconds: 60, seed: 1))
            return Work(amount: 60) { _ = try analysis.cepstrum(of: sound, count: 20, parallel: bench.parallel) }
        },
    ]

    private static func fromFiles(_ name: String, _ format: SoundFormat, summary: String) -> Job {
        Job(name: "log-mel 200 x 5 s from \(name)", unit: .realTime, summary: summary) { bench in
            let (analysis, clips) = (try analysis(), try clips())
            let files = clips.indices.map { "\(bench.folder)/\($0).\(name)" }
            for (clip, file) in zip(clips, files) { _ = try clip.write(to: file, as: format) }
            return Work(amount: Double(files.count) * seconds) {
                _ = try bench.parallel.map(files.count) {
                    try analysis.spectrogram(of: SoundFile.read(files[$0]), parallel: .alone)
                }
            }
        }
    }

    private static let rate = 22_050.0
    private static let seconds = 5.0

    static func analysis() throws -> MelAnalysis {
        try MelAnalysis(rate: rate, framing: Framing(window: 2048, hop: 512), bands: 128)
    }

    /// Two hundred pieces of one sound.
    private static func clips() throws -> [Signal] {
        let whole = try glide(seconds: 60, seed: 2).tensor
        return try whole.withFloats { samples in
            try (0..<200).map { number in
                let piece = samples[number * 6000..<number * 6000 + Int(seconds * rate)]
                return try Signal(Tensor([piece.count], Array(piece)), rate: rate)
            }
        }
    }

    /// Four gliding partials over noise.
    static func glide(seconds: Double, seed: UInt64) throws -> Signal {
        let random = Philox(seed: seed, purpose: "bench glide")
        let partials = (0..<4).map { number in
            let draw = { Double(random.uniform(4 * number + $0)) }
            return (from: 80 + 1920 * draw(0), to: 80 + 5920 * draw(1), level: 0.05 + 0.15 * draw(2))
        }
        let noise = Philox(seed: seed, purpose: "bench noise")
        let count = Int(seconds * rate)
        let samples = Tensor([count]) { out in
            for i in 0..<count {
                let time = Double(i) / rate
                var sum = 0.1 * (Double(noise.uniform(i)) - 0.5)
                for partial in partials {
                    let turns = partial.from * time + (partial.to - partial.from) * time * time / (2 * seconds)
                    sum += partial.level * sin(2 * .pi * turns)
                }
                out[i] = Float(sum)
            }
        }
        return try Signal(samples, rate: rate)
    }
}
