import Foundation
import Media
import Picture
import Tensors
import Testing

@testable import Networks

/// Networks that look at pictures one by one.
@Suite struct PictureNetworkTests {
    /// Pictures whose bar lies at another height in each class, on noise; later pictures of a clip are black.
    private func examples(_ count: Int, pictures: Int, seed: UInt64) throws -> (Examples, PictureFrontEnd) {
        let frontEnd = try PictureFrontEnd(width: 12, height: 10, colour: .grey, rate: 4, length: Double(pictures) / 4)
        var examples = frontEnd.examples
        for number in 0..<count {
            let (label, valid) = (number % 3, 1 + number % pictures)
            let noise = Philox(seed: seed, purpose: "pictures", UInt64(number))
            let tensor = Tensor([1, pictures * 10, 12]) { out in
                out.initialize(repeating: 0)
                for i in 0..<valid * 120 {
                    let row = i / 12 % 10
                    out[i] = 0.3 * noise.uniform(i) + (row / 3 == label ? 0.5 : 0)
                }
            }
            examples.append(tensor, clip: number, label: label, starts: [0], length: valid)
        }
        return (examples, frontEnd)
    }

    @Test(arguments: ["cnn", "crnn"]) func learnToTellPicturesApart(_ kind: String) throws {
        let (examples, frontEnd) = try examples(48, pictures: 4, seed: 1)
        var design = CNNDesign()
        (design.filters, design.blocks, design.head, design.isPadded) = (8, 2, .both, true)
        let network: Architecture =
            try kind == "cnn"
            ? .cnn(frontEnd.input, classes: 3, design)
            : .crnn(pictures: frontEnd.input, classes: 3, filters: 8, blocks: 2, units: 8)
        let standard = try examples.standard(of: Array(0..<examples.count))
        let course = Course(epochs: 12, batch: 16, rate: 0.01, seed: 1)
        var bits: Set<[Float]> = []
        for threads in [1, 3] {
            let training = Training(network, course, lessons: ExampleLessons(examples, standard), validation: nil)
            while !training.isOver { _ = try training.advance(Parallel(threads: threads)) }
            bits.insert(training.weights.parameters)
            let (others, _) = try self.examples(30, pictures: 4, seed: 2)
            let found = try Predictor(network).probabilities(
                of: ExampleLessons(others, standard), training.weights, parallel: .alone)
            #expect(Scores(truth: (0..<30).map { $0 % 3 }, probabilities: found).confusion.accuracy > 0.9)
        }
        #expect(bits.count == 1)
    }

    @Test func picturesOfAnExampleMoveTogether() throws {
        let frontEnd = try PictureFrontEnd(width: 8, height: 8, colour: .grey, rate: 2, length: 1)
        var examples = frontEnd.examples
        // One bright point in each picture, the second three columns to the right.
        let floats = (0..<128).map { Float([3 * 8 + 2, 64 + 3 * 8 + 5].contains($0) ? 1 : 0) }
        for clip in 0..<20 { examples.append(Tensor([1, 16, 8], floats), clip: clip, label: 0, starts: [0]) }
        func filled(_ variation: PictureVariation, epoch: Int?) -> [Float] {
            let lessons = PictureLessons(examples, frontEnd, variation, seed: 4)
            return [Float](unsafeUninitializedCapacity: 20 * 128) { memory, count in
                lessons.fill(Array(0..<20), epoch: epoch, into: memory)
                count = 20 * 128
            }
        }
        let both = PictureVariation(shift: 0.25, flips: true)
        #expect(filled(both, epoch: nil) == Array((0..<20).map { _ in floats }.joined()))
        #expect(filled(.none, epoch: 1) == filled(both, epoch: nil))
        let (first, second) = (filled(both, epoch: 1), filled(both, epoch: 2))
        #expect(first == filled(both, epoch: 1) && first != second)
        var steps: Set<Int> = [], rows: Set<Int> = []
        for example in 0..<20 {
            let points = (0..<2).map { picture in
                (0..<64).filter { first[example * 128 + picture * 64 + $0] == 1 }
            }
            #expect(points.allSatisfy { $0.count == 1 } && points[0][0] / 8 == points[1][0] / 8)
            steps.insert(points[1][0] % 8 - points[0][0] % 8)
            rows.insert(points[0][0] / 8)
        }
        #expect(steps == [3, -3] && rows == [1, 2, 3, 4, 5])
    }

    @Test func whatIsBlackAtTheEndCountsForNothing() throws {
        let (examples, frontEnd) = try examples(6, pictures: 4, seed: 1)
        let network = try Architecture.crnn(pictures: frontEnd.input, classes: 3, filters: 8, blocks: 1, units: 8)
        let weights = network.startingWeights(seed: 3)
        var altered = frontEnd.examples
        for index in 0..<6 {
            var floats = examples.features(index).floats
            for i in examples.length(index) * 120..<floats.count { floats[i] = 0.7 }
            altered.append(
                Tensor([1, 40, 12], floats), clip: index, label: 0, starts: [0], length: examples.length(index))
        }
        func judged(_ examples: Examples) throws -> [Float] {
            try Predictor(network).probabilities(of: ExampleLessons(examples, Standard()), weights, parallel: .alone).floats
        }
        #expect(try judged(examples) == judged(altered))
    }

    @Test func picturesHaveToBeTakenTogether() throws {
        #expect(throws: ArchitectureFault.pictures(4)) {
            try Architecture("test", input: [4, 1, 8, 8], layers: [Flatten(), Dense(3)])
        }
        #expect(throws: LayerFault.self) {
            try Architecture("test", input: [4, 1, 8, 8], layers: [Flatten(), PicturesInOrder(3), FrameMean(), Dense(3)])
        }
        #expect(throws: LayerFault.self) {
            try Architecture("test", input: [1, 8, 8], layers: [Flatten(), PicturesInOrder(4), FrameMean(), Dense(3)])
        }
    }

    /// The mean over pictures of what the encoder says of each, through the last layer, is what the network says.
    @Test func theEncoderGivesWhatTheRestOfTheNetworkSees() throws {
        let (examples, frontEnd) = try examples(1, pictures: 4, seed: 5)
        var design = CNNDesign()
        (design.filters, design.blocks, design.head, design.isPadded) = (8, 2, .mean, true)
        let network = try Architecture.cnn(frontEnd.input, classes: 3, design)
        let weights = network.startingWeights(seed: 2)
        let layers = LayerEncoder.layers(of: network)
        let encoder = try LayerEncoder(network, weights, Standard(), layer: layers.upperBound)
        let features = try encoder.features(of: examples.features(0), parallel: .alone)
        // One picture holds something.
        #expect(features.shape == [4, 16] && examples.length(0) == 1)
        let dense = weights.parameters.suffix(3 * 16 + 3).map(Double.init)
        let first = features.floats.prefix(16).map(Double.init)
        let scores = (0..<3).map { label -> Double in
            let row = dense[dense.startIndex + label * 16..<dense.startIndex + (label + 1) * 16]
            return zip(row, first).reduce(dense[dense.startIndex + 48 + label]) { $0 + $1.0 * $1.1 }
        }
        let whole = scores.reduce(0) { $0 + exp($1) }
        let found = try Predictor(network).probabilities(of: ExampleLessons(examples, Standard()), weights, parallel: .alone)
        for label in 0..<3 {
            let expected: Double = exp(scores[label]) / whole
            #expect(abs(Double(found.floats[label]) - expected) < 1e-5)
        }
        #expect(
            try LayerEncoder(network, weights, Standard(), layer: 1).features(of: examples.features(0), parallel: .alone).shape
                == [4, 8 * 10 * 12])
        #expect(LayerEncoder.layers(of: try .cnn([1, 40, 40], classes: 3)).upperBound > 10)
    }

    /// A network that weighs the left half alone loses nothing where the right half is hidden.
    @Test func whatIsHiddenCountsWhereTheNetworkLooks() throws {
        let frontEnd = try PictureFrontEnd(width: 16, height: 8, colour: .grey, rate: 2, length: 1)
        let network = try Architecture.linear(frontEnd.input, classes: 2)
        let left = (0..<128).map { Float($0 % 16 < 8 ? 0.05 : 0) }
        let weights = Weights(parameters: left + left.map { -$0 } + [0, 0], statistics: [])
        let bright = Tensor([1, 16, 16], Array(repeating: 1, count: 256))
        let (map, found) = try Occlusion(network, weights, frontEnd.standard).weights(
            of: bright, in: frontEnd.examples, length: 2, label: { _ in 0 }, parallel: .alone)
        #expect(map.shape == [8, 16] && abs(found[0] - 1 / (1 + exp(-6.4))) < 1e-4)
        for row in 0..<8 {
            #expect(
                (0..<7).allSatisfy { map.floats[row * 16 + $0] > 1e-5 } && (10..<16).allSatisfy { map.floats[row * 16 + $0] == 0 }
            )
        }
        for side in [1, 2, 5, 16, 64, 173] {
            let spans = Occlusion.spans(side)
            #expect(Set(spans.joined()) == Set(0..<side) && Set(spans).count == spans.count)
        }
    }

    /// Two and a half seconds of sound, and pictures that get brighter from half a second on.
    private func lateMovie(in folder: String) throws -> Movie {
        let path = folder + "/late.mov"
        let frames = Frames(
            bytes: (0..<20).flatMap { [UInt8](repeating: UInt8(40 + 10 * $0), count: 32 * 24) },
            times: (0..<20).map { Double($0) / 10 }, height: 24, width: 32, channels: 1)
        let pool = MediaPool(workers: 1)
        try Movie.write(frames, rate: 10, sound: sample(seconds: 2.5, rate: 8000), to: path, as: .mov, pool: pool)
        try Data(contentsOf: URL(filePath: path)).delayingPictures(milliseconds: 500).write(to: URL(filePath: path))
        return try Movie(path, pool: pool)
    }

    @Test func picturesThatBeginAfterTheSoundAreSeenWhenTheyAreShown() throws {
        let folder = NSTemporaryDirectory() + "foley-late-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let movie = try lateMovie(in: folder)
        #expect(abs(movie.pictures!.start - 0.5) < 1e-6 && movie.sound!.start == 0)
        let frontEnd = try PictureFrontEnd(width: 32, height: 24, colour: .grey, rate: 4, length: 1)
        func brightness(_ seconds: Double, overlapping: Bool = false) throws -> [[Int]] {
            let count = frontEnd.segments(seconds: seconds, overlapping: overlapping).count
            let tensor = try frontEnd.segments(of: movie, seconds: seconds, overlapping: overlapping, numbers: 0..<count)
            let floats = tensor.floats
            return (0..<count).map { part in (0..<4).map { Int((floats[(4 * part + $0) * 768] * 255).rounded()) } }
        }
        let whole = try movie.frames(FrameChoice(.rate(4), colour: .grey))
        let seen = (0..<whole.count).map { picture in Int(whole.withPicture(picture) { $0[0] }) }
        #expect(seen.count == 8 && zip(seen, seen.dropFirst()).allSatisfy { $0 < $1 })
        #expect(try brightness(2.5) == [[0, 0, seen[0], seen[1]], Array(seen[2..<6]), Array(seen[4..<8])])
        #expect(try brightness(2, overlapping: true) == [[0, 0, seen[0], seen[1]], Array(seen[0..<4]), Array(seen[2..<6])])
        // An example that is the whole movie goes from the first picture on.
        #expect(try brightness(1) == [Array(seen[0..<4])])
    }

    @Test func aFrontEndThatCannotBeIsRefused() throws {
        #expect(throws: JoinedFrontEndFault.lengths(sound: 2, pictures: 1.5)) {
            try JoinedFrontEnd(SoundFrontEnd(length: 2), PictureFrontEnd(width: 16, height: 12, rate: 3, length: 1.5))
        }
        #expect(throws: PictureFrontEndFault.self) { try PictureFrontEnd(width: 0, height: 12, rate: 3, length: 1) }
        #expect(throws: PictureFrontEndFault.self) { try PictureFrontEnd(width: 4000, height: 4000, rate: 3, length: 1) }
        #expect(throws: PictureFrontEndFault.self) { try PictureFrontEnd(width: 16, height: 12, rate: .nan, length: 1) }
    }

    /// Each sense in its own rows, a mean of frames at each picture, and 0 where a sense has nothing.
    @Test func earAndEyeStandSideBySide() throws {
        let sound = try SoundFrontEnd(rate: 8000, length: 1, bands: 4, window: 512, hop: 400)
        let pictures = try PictureFrontEnd(width: 3, height: 2, colour: .grey, rate: 2, length: 1)
        let joined = try JoinedFrontEnd(sound, pictures)
        #expect(sound.frames == 21 && joined.rows == 10 && pictures.count == 2)
        let heard = Tensor([1, 4, 21], (0..<84).map { Float($0 % 21) })
        let seen = Tensor([1, 4, 3], (0..<12).map(Float.init))
        let both = joined.examples(heard, seen)
        // Frames 0 to 9 come before the second picture, 10 to 19 before the third.
        #expect(both.shape == [1, 10, 2] && Array(both.floats[0..<2]) == [4.5, 14.5])
        #expect(Array(both.floats[8..<20]) == [0, 6, 1, 7, 2, 8, 3, 9, 4, 10, 5, 11])
        var examples = Examples(bands: joined.rows, frames: pictures.count)
        examples.append(both, clip: 0, label: 0, starts: [0])
        examples.append(joined.examples(heard, nil), clip: 1, label: 1, starts: [0])
        let standard = try examples.standard(of: [0, 1], byRow: true)
        #expect(standard.means.count == 10 && standard.means[0] == 9.5 && standard.means[4] == 3)
        let out = [Float](unsafeUninitializedCapacity: 40) { memory, count in
            examples.fill([0, 1], into: memory, standard)
            count = 40
        }
        #expect(out[20..<28].allSatisfy { abs(abs($0) - 1) < 1e-5 } && out[28..<40].allSatisfy { $0 == 0 })
    }
}

extension Data {
    /// A QuickTime movie of our own, its index at its end, whose first track begins later: its edit list is given an empty
    /// edit before the others.
    fileprivate func delayingPictures(milliseconds: Int) -> Data {
        var movie = [UInt8](self)
        func number(_ place: Int) -> Int { movie[place..<place + 4].reduce(0) { $0 << 8 | Int($1) } }
        func bytes(_ number: Int) -> [UInt8] { (0..<4).map { UInt8(truncatingIfNeeded: number >> (24 - 8 * $0)) } }
        func add(_ amount: Int, at place: Int) { movie.replaceSubrange(place..<place + 4, with: bytes(number(place) + amount)) }
        /// The box of a kind among those that begin at `start`.
        func box(_ kind: String, from start: Int) -> Int {
            var place = start
            while Array(movie[place + 4..<place + 8]) != Array(kind.utf8) { place += number(place) }
            return place
        }
        let index = box("moov", from: 0)
        let track = box("trak", from: index + 8)
        let edits = box("edts", from: track + 8)
        let list = box("elst", from: edits + 8)
        for box in [index, track, edits, list] { add(12, at: box) }
        add(1, at: list + 12)
        // How long, in the movie's thousandths; of no media; at the usual speed.
        movie.insert(contentsOf: bytes(milliseconds) + bytes(-1) + bytes(1 << 16), at: list + 16)
        return Data(movie)
    }
}

extension PictureFrontEnd {
    /// No examples yet.
    fileprivate var examples: Examples {
        Examples(bands: input.dropLast().reduce(1, *), frames: width, steps: count)
    }
}
