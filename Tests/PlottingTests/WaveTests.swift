import Tensors
import Testing

@testable import Plotting

@Suite struct WaveTests {
    @Test func longWavesAreKeptAsAnEnvelope() throws {
        let samples = Tensor([1, 1_000_000]) { memory in
            for index in 0..<1_000_000 { memory[index] = index % 2 == 0 ? 0.5 : -0.25 }
        }
        let kept = try #require(Figure.wave(title: "", channels: samples, rate: 44100).stored().tensors.first?.tensor)
        #expect(kept.shape == [1, 4, 4096])
        let floats = kept.floats
        #expect(floats[0..<4096].allSatisfy { $0 == -0.25 })
        #expect(floats[4096..<8192].allSatisfy { $0 == 0.5 })
        #expect(floats[8192..<12288].allSatisfy { abs($0 - 0.125) < 0.01 })
        #expect(floats[12288...].allSatisfy { abs($0 - 0.375) < 0.01 })
    }

    @Test func shortWavesAreKeptWhole() throws {
        let kept = try #require(Figure.wave(title: "", channels: Samples.tone(), rate: 8000).stored().tensors.first)
        #expect(kept.name == "0.data")
        let short = Tensor([1, 3], [1, 2, 3])
        #expect(try Figure.wave(title: "", channels: short, rate: 8000).stored().tensors[0].tensor.floats == [1, 2, 3])
    }

    @Test func mergedSpansSpanTheirParts() throws {
        let parts = [
            SampleSpread(least: -1, greatest: 0, mean: -0.5, deviation: 0.5),
            SampleSpread(least: 0, greatest: 2, mean: 1, deviation: 0),
        ]
        let merged = try #require(SampleSpread(merging: parts))
        #expect(merged.least == -1 && merged.greatest == 2 && merged.mean == 0.25)
        // E[x²] = (0.25 + 0.25 + 1) / 2 = 0.75; 0.75 - 0.0625 = 0.6875
        #expect(abs(merged.deviation - Float(0.6875).squareRoot()) < 1e-6)
        #expect(SampleSpread(merging: []) == nil)
    }

    @Test func aWaveIsSymmetricalAboutZero() throws {
        let figure = try Figure.wave(title: "", channels: Tensor([1, 3], [0.1, 0.5, 0.2]), rate: 10)
        guard case .plot(let plot) = figure.content else { throw FigureDamaged("no plot") }
        #expect(plot.lanes[0].lower == -plot.lanes[0].upper)
        #expect(plot.x.upper == 0.3)
    }
}
