import Testing

@testable import Datasets

/// What clips are heard at where nobody says otherwise.
@Suite struct UsualClipTests {
    private func table(_ lengths: [Double], rates: [Double] = [8000]) -> ClipTable {
        let clips = lengths.enumerated().map { index, seconds in
            Clip(path: "\(index).wav", digest: "", seconds: seconds, rate: rates[index % rates.count], channels: 1)
        }
        return ClipTable(classes: [], clips: clips)
    }

    @Test(arguments: [
        // (clips of a second, clips of four, what 19 of 20 fit in)
        (19, 1, 1.0), (18, 2, 4), (38, 2, 1), (37, 3, 4), (95, 5, 1), (94, 6, 4),
        // Of fewer than twenty one is more than a twentieth.
        (18, 1, 4), (1, 1, 4), (20, 1, 1), (20, 2, 4),
    ])
    func nineteenOfTwentyClipsFit(short: Int, long: Int, seconds: Double) {
        let lengths = [Double](repeating: 1, count: short) + [Double](repeating: 4, count: long)
        #expect(table(lengths).usualLength == seconds)
        #expect(table(lengths.reversed()).usualLength == seconds)
    }

    @Test func lengthsAreRoundedUpAndBounded() {
        #expect(table([]).usualLength == 1)
        #expect(table([1.001]).usualLength == 1.01)
        #expect(table([0.001]).usualLength == 0.05)
        #expect(table([60]).usualLength == 5)
        // Hardly longer than the others: all of them fit.
        #expect(table([Double](repeating: 1, count: 19) + [1.05]).usualLength == 1.05)
    }

    @Test func theRateIsThatOfMostClips() {
        #expect(table([1, 1, 1], rates: [8000, 16_000, 16_000]).usualRate == 16_000)
        #expect(table([1, 1], rates: [16_000, 8000]).usualRate == 8000)
        #expect(table([1], rates: [44_100]).usualRate == 22_050)
        #expect(table([]).usualRate == 22_050)
        var silent = table([1, 1, 1], rates: [8000, 16_000, 16_000])
        for index in 1...2 { silent.clips[index].channels = 0 }
        #expect(silent.usualRate == 8000)
    }
}
