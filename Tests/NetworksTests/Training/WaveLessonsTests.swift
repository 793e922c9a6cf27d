import Foundation
import Sound
import Tensors
import Testing

@testable import Networks

/// Sounds changed and heard anew in every epoch.
@Suite final class WaveLessonsTests {
    private let folder = NSTemporaryDirectory() + "foley-waves-\(UUID().uuidString)"
    private let frontEnd: SoundFrontEnd
    private var sources: [WaveLessons.Source] = []
    private var examples: Examples

    /// Tones of two pitches, 24 files, and their features as they are.
    init() throws {
        var frontEnd = try SoundFrontEnd(rate: 8000, length: 0.25, bands: 32, window: 256, hop: 128)
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        examples = Examples(bands: frontEnd.bands, frames: frontEnd.frames)
        let hearing = try Hearing(frontEnd)
        for clip in 0..<24 {
            let signal = try Self.tone(clip % 2 == 0 ? 900 : 1000 + Double(clip))
            let path = folder + "/\(clip).wav"
            _ = try signal.write(to: path, as: .wavFloat)
            sources.append(.init(path: path, name: "tones/\(clip).wav", seconds: signal.duration))
            let features = try hearing.features(of: signal)
            let one = Tensor([1, frontEnd.bands, frontEnd.frames], storage: features.storage)
            examples.append(one, clip: clip, label: clip % 2, starts: [0])
        }
        frontEnd.standard = Standard(mean: -40, deviation: 20)
        self.frontEnd = frontEnd
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    private static func tone(_ frequency: Double) throws -> Signal {
        try Signal(Tensor([2000], (0..<2000).map { Float(0.5 * sin(2 * Double.pi * frequency * Double($0) / 8000)) }), rate: 8000)
    }

    private func lessons(_ variation: WaveVariation, _ augmentation: Augmentation = .none) throws -> WaveLessons {
        try WaveLessons(examples, from: sources, frontEnd, variation, augmentation: augmentation, seed: 5)
    }

    private func filled(_ lessons: any Lessons, _ indices: [Int], epoch: Int?) throws -> [Float] {
        let memory = Scratch(indices.count * examples.size)
        try lessons.fill(indices, epoch: epoch, into: memory.memory)
        return Array(memory.memory)
    }

    @Test func withoutChangeItIsWhatTheFeaturesAre() throws {
        let augmentation = Augmentation(shift: 0.3, masks: 1, maskBands: 4, maskFrames: 3)
        let plain = ExampleLessons(examples, frontEnd.standard, augmentation: augmentation, seed: 5)
        let waves = try lessons(.none, augmentation)
        for epoch in [nil, 1, 2] {
            let (a, b) = (try filled(plain, [3, 8, 1], epoch: epoch), try filled(waves, [3, 8, 1], epoch: epoch))
            #expect(zip(a, b).allSatisfy { abs($0 - $1) < 1e-3 })
        }
    }

    @Test func aHigherSpeedIsASoonerEnd() throws {
        let waves = try lessons(WaveVariation(speed: 0.4))
        let lengths = try #require(waves.lengths(Array(0..<24), epoch: 1))
        for (example, length) in lengths.enumerated() {
            let speed = WaveVariation(speed: 0.4).draw(seed: 5, epoch: 1, example: example).speed
            #expect(length == min(frontEnd.frames, frontEnd.frames(seconds: 0.25 / speed)))
        }
        #expect(Set(lengths).count > 3 && lengths.max() == frontEnd.frames)
        #expect(waves.lengths([3], epoch: nil) == [frontEnd.frames])
    }

    @Test func aHigherSpeedIsAHigherPitch() throws {
        let hearing = try Hearing(frontEnd)
        func loudest(_ features: Tensor) -> Int {
            let frames = frontEnd.frames
            let floats = features.floats
            return (0..<frontEnd.bands).max { floats[$0 * frames + 3] < floats[$1 * frames + 3] }!
        }
        for speed in [0.8, 0.9, 1.25] {
            let draw = WaveDraw(speed: speed, ratio: nil, random: Philox(seed: 1, purpose: "test"))
            let heard = try hearing.features(of: sources[0], from: 0, draw)
            #expect(loudest(heard) == loudest(try hearing.features(of: Self.tone(900 * speed))))
        }
    }

    @Test func aFasterSoundIsOverSooner() throws {
        let waves = try lessons(WaveVariation(speed: 0.4))
        #expect(waves.lengths([3, 4], epoch: nil) == [frontEnd.frames, frontEnd.frames])
        var lengths: Set<Int> = []
        for epoch in 1...12 {
            let floats = try filled(waves, [3], epoch: epoch)
            let silence = (-79.9 - frontEnd.standard.means[0]) / frontEnd.standard.deviations[0]
            let end =
                (0..<frontEnd.frames).last { frame in
                    (0..<frontEnd.bands).contains { floats[$0 * frontEnd.frames + frame] > silence }
                }! + 1
            let length = waves.lengths([3], epoch: epoch)![0]
            // The last window's edge reaches over the end.
            #expect((length...length + 2).contains(end) || length == frontEnd.frames, "\(length) of \(end)")
            lengths.insert(length)
        }
        #expect(lengths.count > 3)
    }

    @Test func noiseLiesAsFarUnderTheSoundAsWasDrawn() throws {
        let hearing = try Hearing(frontEnd)
        /// The mean level of bands far from the tone.
        func level(_ ratio: Double) throws -> Double {
            let draw = WaveDraw(speed: 1, ratio: ratio, random: Philox(seed: 2, purpose: "test"))
            let floats = try hearing.features(of: sources[0], from: 0, draw).floats
            let far = (24..<32).flatMap { floats[$0 * frontEnd.frames..<($0 + 1) * frontEnd.frames] }
            return far.reduce(0) { $0 + pow(10, Double($1) / 10) } / Double(far.count)
        }
        let (loud, quiet) = (try level(10), try level(20))
        #expect(abs(10 * log10(loud / quiet) - 10) < 0.5)
        let variation = WaveVariation(noise: 15)
        let ratios = (0..<400).map { variation.draw(seed: 3, epoch: 1, example: $0).ratio! }
        #expect(ratios.min()! < 16 && ratios.max()! > 44 && ratios.allSatisfy { (15...45).contains($0) })
        let speeds = (0..<400).map { WaveVariation(speed: 0.1).draw(seed: 3, epoch: 1, example: $0).speed }
        #expect(speeds.min()! < 0.905 && speeds.max()! > 1.095 && speeds.allSatisfy { (0.9...1.1).contains($0) })
    }

    @Test func noiseLiesUnderTheSoundAloneAndNotInTheSilenceAfterIt() throws {
        // A quarter of a second in an example of a whole one.
        let hearing = try Hearing(SoundFrontEnd(rate: 8000, length: 1, bands: 32, window: 256, hop: 128))
        let tone = try Self.tone(900)
        let draw = WaveDraw(speed: 1, ratio: 12, random: Philox(seed: 2, purpose: "test"))
        let (plain, noisy) = (try hearing.fitted(tone, from: 0), try hearing.fitted(tone, from: 0, change: draw.addNoise))
        let noise = zip(noisy.tensor.floats, plain.tensor.floats).map { Double($0 - $1) }
        let power = noise[..<2000].reduce(0) { $0 + $1 * $1 } / 2000
        #expect(abs(10 * log10(0.125 / power) - 12) < 0.3)
        #expect(noise[2000...].allSatisfy { $0 == 0 })

        let features = try hearing.features(of: sources[0], from: 0, draw).floats
        let (frames, length) = (hearing.frontEnd.frames, hearing.frontEnd.frames(seconds: 0.25))
        for band in 0..<32 {
            // The last window's edge reaches over the end.
            #expect(features[(band * frames + length + 1)..<((band + 1) * frames)].allSatisfy { $0 == -80 })
            #expect(features[band * frames + 3] > -80)
        }
    }

    // MARK: In a training

    private func training(_ epochs: Int = 2) throws -> Training {
        var course = Course(epochs: epochs, batch: 16, seed: 5)
        course.mixup = 0.2
        return Training(
            try .linear([1, frontEnd.bands, frontEnd.frames], classes: 2), course,
            lessons: try lessons(WaveVariation(speed: 0.1, noise: 10), Augmentation(shift: 0.2)), validation: nil)
    }

    @Test func weightsAreTheSameHoweverFarAheadThreadsAre() throws {
        let one = try training()
        while !one.isOver { _ = try one.advance(Parallel(threads: 1, poll: {})) }
        for threads in [2, 16] {
            let several = try training()
            while !several.isOver { _ = try several.advance(Parallel(threads: threads, poll: {})) }
            #expect(several.weights == one.weights)
            // Taken up again, nothing is ready.
            let broken = try training()
            _ = try broken.advance(Parallel(threads: threads, poll: {}))
            let resumed = try training()
            #expect(resumed.resume(broken.checkpoint))
            while !resumed.isOver { _ = try resumed.advance(Parallel(threads: threads, poll: {})) }
            #expect(resumed.weights == one.weights)
        }
    }

    @Test func onlyTwoBatchesAreHeld() throws {
        let lessons = try lessons(WaveVariation(speed: 0.1))
        let batches = [0..<8, 8..<16, 16..<24].map { LessonBatch(epoch: 1, examples: Array($0)) }
        func work(_ next: Int, _ present: Int) throws -> Int {
            let pieces = lessons.preparation(for: batches[next], during: batches[present])
            for piece in pieces { try piece() }
            return pieces.count
        }
        #expect(try work(1, 0) == 8)
        // It is ready.
        #expect(try work(1, 0) == 0)
        #expect(try work(2, 1) == 8)
        // The first was never held, the second is let go only when the third is learned from.
        #expect(try work(1, 2) == 0)
        #expect(try work(0, 2) == 8)
        #expect(try work(1, 0) == 8)
    }

    @Test func aFileThatGoesMissingIsNamedAndTheStepDoesNotHappen() throws {
        let training = try training(4)
        _ = try training.advance(Parallel(threads: 2, poll: {}))
        let (weights, progress) = (training.weights, training.progress)
        for source in sources { try FileManager.default.removeItem(atPath: source.path) }
        // The next batch is ready, but not the one that is to be made ready meanwhile.
        let error = #expect(throws: (any Error).self) { _ = try training.advance(Parallel(threads: 2, poll: {})) }
        let fault = try #require(error as? any Fault)
        #expect(fault.cause.contains("tones/"), "\(fault.cause)")
        #expect(training.progress == progress && training.weights == weights)
    }

    @Test func nothingIsHeardOfTheEpochAfterTheLastThatIsAskedFor() throws {
        let training = try training(4)
        #expect(try training.advance(Parallel(threads: 2, poll: {}), until: 1) == false)
        for source in sources { try FileManager.default.removeItem(atPath: source.path) }
        // The epoch's last batch is ready, and nobody asks for another.
        #expect(try training.advance(Parallel(threads: 2, poll: {}), until: 1))
        #expect(throws: (any Error).self) { _ = try training.advance(Parallel(threads: 2, poll: {})) }
    }
}
