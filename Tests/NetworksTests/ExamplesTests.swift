import Tensors
import Testing

@testable import Networks

@Suite struct ExamplesTests {
    /// 12 examples of 6 bands x 10 frames in clips of three, all numbers different.
    private let examples: Examples = {
        var examples = Examples(bands: 6, frames: 10)
        for clip in 0..<4 {
            let numbers = (0..<180).map { -Float(clip * 180 + $0) / 10 }
            examples.append(Tensor([3, 6, 10], numbers), clip: clip, label: clip % 2, starts: [0, 1, 1.5])
        }
        return examples
    }()

    private func batch(
        _ indices: [Int], mean: Float = 0, deviation: Float = 1, _ augmentation: Augmentation = .none, seed: UInt64 = 7,
        epoch: Int = 0
    ) -> [Float] {
        Tensor([indices.count, 6, 10]) { out in
            examples.fill(
                indices, into: out, Standard(mean: mean, deviation: deviation), augmentation: augmentation, seed: seed,
                epoch: epoch)
        }.floats
    }

    @Test func knowHowFarTheirClipReaches() {
        #expect(examples.length(5) == 10)
        var ragged = Examples(bands: 6, frames: 10)
        for (clip, length) in [4, 0, 99].enumerated() {
            ragged.append(
                Tensor([1, 6, 10], [Float](repeating: 0, count: 60)), clip: clip, label: 0, starts: [0], length: length)
        }
        #expect((0..<3).map(ragged.length) == [4, 1, 10])
        #expect(ragged.selecting([2, 0]).length(1) == 4)
    }

    @Test(arguments: [Augmentation.Edge.wrap, .silence]) func aShiftMovesTheEndOfAClip(_ edge: Augmentation.Edge) {
        let shift = Augmentation(shift: 0.6, edge: edge)
        var ragged = Examples(bands: 1, frames: 10)
        ragged.append(Tensor([1, 1, 10], (0..<10).map { $0 < 4 ? -10 : -80 }), clip: 0, label: 0, starts: [0], length: 4)
        var found: Set<Int> = []
        for epoch in 0..<60 {
            let frames = Tensor([1, 1, 10]) {
                ragged.fill([0], into: $0, Standard(), augmentation: shift, seed: 3, epoch: epoch)
            }.floats
            let end = (frames.lastIndex { $0 > -80 } ?? 0) + 1
            #expect(ragged.length(0, augmentation: shift, seed: 3, epoch: epoch) == end)
            found.insert(end)
        }
        #expect(found.count > 5)
    }

    @Test func keepTheirClipsLabelsAndPlaces() {
        #expect(examples.count == 12)
        #expect([examples.clip(7), examples.label(7)] == [2, 0])
        #expect(examples.start(8) == 1.5)
        #expect(examples.features(4).floats == (0..<60).map { -Float(240 + $0) / 10 })
        let part = examples.selecting([11, 4])
        #expect(part.count == 2 && part.clip(0) == 3 && part.features(1).floats == examples.features(4).floats)
    }

    @Test func aBatchIsStandardised() {
        let expected = [5, 0].flatMap { examples.features($0).floats.map { ($0 + 30) * (1 / 4) } }
        #expect(batch([5, 0], mean: -30, deviation: 4) == expected)
    }

    @Test(arguments: [1, 2, 5])
    func meanAndDeviationAreThoseOfAllNumbers(threads: Int) throws {
        let indices = [0, 3, 4, 11]
        let numbers = indices.flatMap { examples.features($0).floats.map(Double.init) }
        let mean = numbers.reduce(0, +) / Double(numbers.count)
        let deviation = (numbers.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(numbers.count)).squareRoot()
        let found = try examples.standard(of: indices, parallel: Parallel(threads: threads))
        #expect(abs(Double(found.means[0]) - mean) < 1e-5 && abs(Double(found.deviations[0]) - deviation) < 1e-5)
        let whole = try examples.standard(of: Array(0..<12), parallel: Parallel(threads: threads))
        let alone = try examples.standard(of: Array(0..<12), parallel: .alone)
        #expect(whole == alone)
        let standardised = batch(indices, mean: found.means[0], deviation: found.deviations[0])
        #expect(abs(standardised.reduce(0, +)) < 1e-2)
    }

    @Test func rowsOnScalesOfTheirOwnAreStandardisedByThemselves() throws {
        var rows = Examples(bands: 2, frames: 3)
        rows.append(Tensor([2, 2, 3], [1, 2, 3, 100, 300, 500, 5, 6, 7, 100, 300, 500]), clip: 0, label: 0, starts: [0, 1])
        let standard = try rows.standard(of: [0, 1], byRow: true)
        #expect(standard.means == [4, 300])
        #expect(abs(standard.deviations[0] - 2.1602) < 1e-3 && abs(standard.deviations[1] - 163.299) < 1e-3)
        var out = [Float](repeating: 0, count: 12)
        out.withUnsafeMutableBufferPointer { rows.fill([0, 1], into: $0, standard) }
        for row in 0..<2 {
            let numbers: [Float] = Array(out[3 * row..<3 * row + 3] + out[6 + 3 * row..<9 + 3 * row])
            let (sum, squares) = (numbers.reduce(0, +), numbers.map { $0 * $0 }.reduce(0, +))
            #expect(abs(sum) < 1e-5 && abs(squares / 6 - 1) < 1e-5)
        }
        // Shifted too, each row by its own numbers.
        let shift = Augmentation(shift: 1)
        for epoch in 0..<8 {
            var shifted = [Float](repeating: 0, count: 6)
            shifted.withUnsafeMutableBufferPointer { rows.fill([0], into: $0, standard, augmentation: shift, epoch: epoch) }
            #expect(Set(shifted[..<3]) == Set(out[..<3]) && Set(shifted[3...]) == Set(out[3..<6]))
        }
    }

    @Test func examplesThatAreAllTheSameHaveDeviationOne() throws {
        var silent = Examples(bands: 2, frames: 2)
        silent.append(Tensor([1, 2, 2], [-80, -80, -80, -80]), clip: 0, label: 0, starts: [0])
        #expect(try silent.standard(of: [0]) == Standard(mean: -80))
        #expect(try silent.standard(of: []) == Standard())
    }

    private let both = Augmentation(shift: 0.3, edge: .wrap, masks: 2, maskBands: 2, maskFrames: 3)

    @Test func augmentationDependsOnSeedEpochAndExampleAlone() {
        let once = batch([2, 9], both)
        #expect(once == batch([2, 9], both))
        #expect(Array(once[60...]) == batch([9], both))
        #expect(Array(batch([9, 1, 2], both)[120...]) == Array(once[..<60]))
        let epochs = Set((0..<8).map { batch([2], both, epoch: $0) })
        let seeds = Set((0..<8).map { batch([2], both, seed: UInt64($0)) })
        #expect(epochs.count > 4 && seeds.count > 4)
    }

    @Test func shiftsMoveRowsBothWaysAndNoFurther() {
        let row = Array(examples.features(2).floats[..<10])
        var seen: Set<Int> = []
        for epoch in 0..<100 {
            let wrapped = batch([2], Augmentation(shift: 0.3), epoch: epoch)
            let silenced = batch([2], Augmentation(shift: 0.3, edge: .silence), epoch: epoch)
            let shift = (-3...3).first { by in (0..<10).allSatisfy { wrapped[(($0 + by) % 10 + 10) % 10] == row[$0] } }
            guard let shift else {
                Issue.record("epoch \(epoch) is no shift of the row by up to 3")
                continue
            }
            seen.insert(shift)
            for frame in 0..<10 {
                let source = frame - shift
                #expect(silenced[frame] == ((0..<10).contains(source) ? row[source] : -80))
            }
        }
        #expect(seen == Set(-3...3))
    }

    /// A ramp in time and over the bands, so that each number says where it comes from.
    private func ramp(valid: Int = 20) -> Examples {
        var ramp = Examples(bands: 5, frames: 20)
        let numbers = (0..<100).map { (index: Int) -> Float in
            let (band, frame) = (index / 20, index % 20)
            return frame < valid ? Float(10 * band) - Float(frame) / 4 : -80
        }
        ramp.append(Tensor([1, 5, 20], numbers), clip: 0, label: 0, starts: [0], length: valid)
        return ramp
    }

    @Test(arguments: [Augmentation.Edge.wrap, .silence]) func aStretchedExampleGoesAtOneSpeed(_ edge: Augmentation.Edge) {
        let ramp = ramp()
        let augmentation = Augmentation(edge: edge, stretch: 0.3)
        var speeds: [Float] = []
        for epoch in 0..<60 {
            let out = Tensor([1, 5, 20]) { ramp.fill([0], into: $0, Standard(), augmentation: augmentation, epoch: epoch) }.floats
            let speed = -4 * (out[8] - out[0]) / 8
            speeds.append(speed)
            let length = ramp.length(0, augmentation: augmentation, seed: 0, epoch: epoch)
            #expect(length == (edge == .wrap ? 20 : min(20, Int((20 / speed - 1e-4).rounded(.up)))))
            for index in 0..<100 {
                let (band, time) = (Float(index / 20 * 10), Float(index % 20) * speed)
                switch time {
                case ...19: #expect(abs(out[index] - (band - time / 4)) < 1e-4)
                case 20... where edge == .wrap: #expect(abs(out[index] - (band - (time - 20) / 4)) < 1e-4)
                case 20.0001...: #expect(out[index] == -80)
                // Between the last frame and what follows it.
                default: #expect(out[index] <= band && out[index] >= band - 19 / 4)
                }
            }
        }
        #expect(speeds.allSatisfy { abs($0 - 1) < 0.3001 } && speeds.max()! > 1.2 && speeds.min()! < 0.8)
    }

    @Test func aStretchMovesTheEndOfAShortClip() {
        let ramp = ramp(valid: 8)
        var found: Set<Int> = []
        for epoch in 0..<80 {
            let augmentation = Augmentation(shift: 0.4, stretch: 0.5)
            let first = Tensor([1, 5, 20]) { ramp.fill([0], into: $0, Standard(), augmentation: augmentation, epoch: epoch) }
            let end = first.floats[..<20].lastIndex { $0 > -80 }! + 1
            #expect(ramp.length(0, augmentation: augmentation, seed: 0, epoch: epoch) == end)
            // All that is heard is the clip: nothing lies between its last frame and silence.
            #expect(first.floats[..<20].allSatisfy { $0 == -80 || $0 >= -7 / 4 })
            found.insert(first.floats[..<20].count { $0 > -80 })
        }
        #expect(found.isSubset(of: Set(6...16)) && found.count > 6)
    }

    @Test func pitchMovesSpectraByPartsOfABand() {
        let ramp = ramp()
        var rises: [Float] = []
        for epoch in 0..<60 {
            let out = Tensor([1, 5, 20]) {
                ramp.fill([0], into: $0, Standard(), augmentation: Augmentation(pitch: 1.5), epoch: epoch)
            }.floats
            let rise = 2 - (out[2 * 20] / 10)
            rises.append(rise)
            for index in 0..<100 {
                let band = min(max(0, Float(index / 20) - rise), 4)
                #expect(abs(out[index] - (10 * band - Float(index % 20) / 4)) < 1e-4)
            }
        }
        #expect(rises.allSatisfy { abs($0) < 1.5001 } && rises.max()! > 1 && rises.min()! < -1)
    }

    @Test func masksAreStretchesOfTheMean() {
        let plain = batch([3], mean: 5)
        var (bandsMasked, framesMasked): (Set<Int>, Set<Int>) = ([], [])
        for epoch in 0..<60 {
            let masked = batch([3], mean: 5, Augmentation(masks: 1, maskBands: 2, maskFrames: 3), epoch: epoch)
            let bands = (0..<6).filter { band in (0..<10).allSatisfy { masked[band * 10 + $0] == 0 } }
            let frames = (0..<10).filter { frame in (0..<6).allSatisfy { masked[$0 * 10 + frame] == 0 } }
            for index in 0..<60 where !bands.contains(index / 10) && !frames.contains(index % 10) {
                #expect(masked[index] == plain[index])
            }
            bandsMasked.insert(bands.count)
            framesMasked.insert(frames.count)
        }
        #expect(bandsMasked == [0, 1, 2] && framesMasked == [0, 1, 2, 3])
    }

    @Test func aFilterIsALineThroughFiveLevelsOverTheBandsAndLeavesSilence() throws {
        // 9 bands, so that every other one has a level that was drawn; the last frame is silent.
        var examples = Examples(bands: 9, frames: 4)
        let numbers = (0..<36).map { $0 % 4 == 3 ? -80 : -40 - Float($0) / 4 }
        examples.append(Tensor([1, 9, 4], numbers), clip: 0, label: 0, starts: [0])
        var drawn: [Float] = []
        for epoch in 0..<50 {
            let filtered = Tensor([1, 9, 4]) {
                examples.fill(
                    [0], into: $0, Standard(mean: -50, deviation: 20), augmentation: Augmentation(filter: 6), seed: 3,
                    epoch: epoch)
            }.floats.map { $0 * 20 - 50 }
            let levels = (0..<9).map { filtered[4 * $0] - numbers[4 * $0] }
            for band in 0..<9 {
                for frame in 0..<3 {
                    #expect(abs(filtered[4 * band + frame] - numbers[4 * band + frame] - levels[band]) < 1e-4)
                }
                #expect(abs(filtered[4 * band + 3] + 80) < 1e-4)
                if band % 2 == 1 { #expect(abs(2 * levels[band] - levels[band - 1] - levels[band + 1]) < 1e-3) }
            }
            drawn += stride(from: 0, to: 9, by: 2).map { levels[$0] }
        }
        #expect(drawn.allSatisfy { abs($0) <= 6.001 })
        #expect(drawn.max()! > 5 && drawn.min()! < -5 && abs(drawn.reduce(0, +) / 250) < 1)
    }

    @Test func nothingIsFilteredBelowSilence() {
        var soft = Examples(bands: 2, frames: 1)
        soft.append(Tensor([1, 2, 1], [-79, -78]), clip: 0, label: 0, starts: [0])
        for epoch in 0..<20 {
            let filtered = Tensor([1, 2, 1]) {
                soft.fill([0], into: $0, Standard(), augmentation: Augmentation(filter: 40), epoch: epoch)
            }.floats
            #expect(filtered.allSatisfy { $0 >= -80 })
        }
    }
}
