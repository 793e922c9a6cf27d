import Sound
import Tensors
import Testing

@testable import Datasets

@Suite struct StageSoundTests {
    private func samples(_ take: Stage.Take) -> [Float] { take.signal.withChannel(0, Array.init) }

    @Test func kindsAreSortedAndNamedOnce() {
        #expect(StageKinds.names == Set(StageKinds.names).sorted())
        #expect(StageKinds.names.count == 12)
        #expect(StageKinds.all.allSatisfy { !$0.model.isEmpty })
    }

    @Test(arguments: StageKinds.names)
    func isHeardWithoutClippingAndNeverTwiceTheSame(kind: String) throws {
        let stage = Stage(seed: 3, seconds: 1)
        let takes = try (1...6).map { try samples(stage.take(kind, $0)) }
        for take in takes {
            #expect(take.count == 22_050)
            #expect(take.allSatisfy { $0.isFinite })
            let peak = take.reduce(0) { max($0, abs($1)) }
            #expect(peak > 0.1 && peak < 0.95)
        }
        for (a, b) in zip(takes, takes.dropFirst()) { #expect(a != b) }
        #expect(try samples(Stage(seed: 4, seconds: 1).take(kind, 1)) != takes[0])
        #expect(try samples(Stage(seed: 3, seconds: 1).take(kind, 1)) == takes[0])
    }

    /// The thing itself, not only its background: also where there is hardly time or bandwidth for it.
    @Test(arguments: StageKinds.names)
    func theBareSoundIsNotSilent(kind: String) {
        for (seconds, rate) in [(0.1, 8000.0), (0.1, 22_050), (2, 22_050), (1, 48_000)] {
            let stage = Stage(seed: 1, seconds: seconds, rate: rate)
            for number in 1...12 {
                let sound = stage.sound(kind, number)
                #expect(sound.count == Int(seconds * rate))
                #expect(sound.allSatisfy { $0.isFinite })
                #expect(sound.rms > 1e-4, "\(kind) \(number) of \(seconds) s at \(rate) Hz")
            }
        }
    }

    /// Levels of clip 1, closer than any change of a model leaves them: if one changes, `Stage.version` has to change with it.
    @Test func clipsChangeOnlyWithTheVersion() throws {
        let stage = Stage(seed: 1, seconds: 1)
        let levels = try StageKinds.names.map { kind in
            let sound = try samples(stage.take(kind, 1))
            return (sound.rms * 1e7).rounded() / 1e7
        }
        let known = [
            0.0868059, 0.1094385, 0.0259667, 0.0447323, 0.1397504, 0.0282563, 0.0570839, 0.0389957, 0.0122094, 0.0573965,
            0.1305254, 0.1665402,
        ]
        #expect(Stage.version == 1)
        for (level, known) in zip(levels, known) { #expect(abs(level - known) < 2e-6) }
        #expect(levels.count == known.count, "\(levels)")
    }

    @Test func aSceneIsWithinItsBounds() throws {
        let dice = Dice(seed: 1, purpose: "test", number: 1)
        var chances = dice
        let scene = Scene(&chances, without: "bell")
        #expect((8...30).contains(scene.snr))
        #expect(scene.other != "bell")
    }

    @Test func diceAreFunctionsOfTheirPlace() {
        var a = Dice(seed: 1, purpose: "a", number: 1)
        var b = Dice(seed: 1, purpose: "a", number: 1)
        #expect(a.uniform() == b.uniform())
        #expect(a.noise(8) == b.noise(8))
        #expect(a.noise(8) != a.noise(8))
        var c = Dice(seed: 1, purpose: "a", number: 2)
        #expect(a.uniform() != c.uniform())
        let counts = (0..<4000).map { _ in c.count(1...3) }
        #expect(Set(counts) == [1, 2, 3])
        let noise = c.noise(100_000)
        #expect(abs(noise.rms - 1) < 0.01)
    }

    @Test func aRoomRingsForAsLongAsItSays() {
        for (room, bounds) in [(Room.small, 0.05...0.5), (.medium, 0.2...0.9), (.large, 0.5...2.4)] {
            var dice = Dice(seed: 5, purpose: "room", number: 1)
            var click = [Float](repeating: 0, count: 66_150)
            click[0] = 1
            let echo = room.echo(of: click, rate: 22_050, &dice)
            // Schroeder's integral: the time from -5 to -35 dB, doubled.
            var energies = [Double](repeating: 0, count: echo.count)
            var sum = 0.0
            for i in echo.indices.reversed() {
                sum += Double(echo[i]) * Double(echo[i])
                energies[i] = sum
            }
            let start = energies.firstIndex { $0 < sum * 0.316 }!
            let end = energies.firstIndex { $0 < sum * 0.000316 }!
            #expect(bounds.contains(Double(end - start) * 2 / 22_050), "\(room)")
        }
        var dice = Dice(seed: 5, purpose: "room", number: 1)
        #expect(Room.open.echo(of: [1, 0, 0], rate: 22_050, &dice) == [0, 0, 0])
    }
}
