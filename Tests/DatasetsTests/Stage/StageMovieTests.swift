import Foundation
import Picture
import Session
import Sound
import Tensors
import Testing

@testable import Datasets

/// What the stage's movies show and sound like, before they are written.
@Suite struct StageMovieTests {
    private func stage(
        seconds: Double = 1, height: Int = 48, width: Int = 48, rate: Double = 12,
        _ change: (inout Stage.Shares) -> Void = { _ in }
    ) -> Stage {
        var shares = Stage.Shares()
        change(&shares)
        return Stage(seed: 3, seconds: seconds, pictures: .init(width: width, height: height, rate: rate, shares: shares))
    }

    private func samples(_ take: Stage.MovieTake) throws -> [Float] { try #require(take.signal).withChannel(0, Array.init) }

    private func cell(_ take: Stage.MovieTake, _ column: String) throws -> String {
        take.cells[try #require(Stage.movieColumns.firstIndex(of: column))]
    }

    /// The mean difference between two pictures, 0 to 255.
    private func change(_ frames: Frames, _ a: Int, _ b: Int) -> Double {
        frames.withPicture(a) { a in
            frames.withPicture(b) { b in
                zip(a, b).reduce(0) { $0 + abs(Double($1.0) - Double($1.1)) } / Double(a.count)
            }
        }
    }

    @Test(arguments: StageKinds.names)
    func everyKindMovesAndNoTwoLookTheSame(kind: String) throws {
        let stage = stage(seconds: 2)
        let takes = try (1...3).map { try stage.movie(kind, $0) }
        for take in takes {
            #expect(take.frames.count == 24 && take.frames.width == 48 && take.frames.height == 48)
            #expect(try samples(take).count == 44_100)
            let moved = (1..<24).map { change(take.frames, 0, $0) }.max()!
            // The camera's noise alone makes less.
            let noise = change(try self.stage(seconds: 2) { $0.hidden = 1 }.movie(kind, 1).frames, 0, 12)
            #expect(moved > noise + 0.3, "\(moved) over \(noise)")
        }
        for (a, b) in zip(takes, takes.dropFirst()) { #expect(a.frames.bytes != b.frames.bytes && a.cells != b.cells) }
        let again = try stage.movie(kind, 2)
        #expect(again.frames.bytes == takes[1].frames.bytes && again.captions == takes[1].captions)
        #expect(try samples(again) == samples(takes[1]))
    }

    /// Mean brightness of clip 1 and its first caption: if one changes, `Stage.Pictures.version` has to change with it.
    @Test func moviesChangeOnlyWithTheVersion() throws {
        let stage = Stage(seed: 1, seconds: 0.5, pictures: .init(width: 40, height: 30))
        let takes = try StageKinds.names.map { try stage.movie($0, 1) }
        let levels = takes.map { take in
            Double(take.frames.bytes.reduce(0) { $0 + Int($1) }) / Double(take.frames.bytes.count)
        }
        let known = [
            186.645, 141.48, 199.832, 183.547, 132.381, 163.746, 129.172, 173.587, 182.96, 137.983, 181.026, 145.632,
        ]
        #expect(Stage.Pictures.version == 1)
        for (level, known) in zip(levels, known) { #expect(abs(level - known) < 0.01, "\(level)") }
        #expect(levels.count == known.count, "\(levels.map { ($0 * 1000).rounded() / 1000 })")
        #expect(takes[4].captions[0] == "a black hound is barking at somebody in the distance at the right")
    }

    @Test func theScoreSaysWhatHappensWhen() throws {
        let stage = Stage(seed: 1, seconds: 2)
        for kind in StageKinds.names {
            let score = stage.track(kind, 1).score
            #expect(!score.strokes.isEmpty || score.area(2) > 0, "\(kind)")
            #expect(zip(score.strokes, score.strokes.dropFirst()).allSatisfy { $0.time <= $1.time }, "\(kind)")
            #expect(score.strokes.allSatisfy { $0.time >= 0 && $0.time < 2 }, "\(kind)")
        }
        var score = Score()
        for time in [0.5, 1, 1.6] { score.add(.init(time: time, length: 0.1, force: 1, voice: time == 1 ? 1 : 0)) }
        #expect(score.phase(0.5) == 0 && abs(score.phase(1.3) - 1.5) < 1e-9 && score.phase(0) == -1)
        #expect(abs(score.phase(2.2) - 3) < 1e-9 && score.count(by: 0.4) == 0 && score.count(by: 1.6) == 3)
        #expect(score.voice(0).strokes.count == 2 && score.next(after: 1)?.time == 1.6 && score.last(by: 0.49) == nil)
        #expect(score.opening(0.55, least: 0) > 0.8 && score.opening(0.61, least: 0) == 0)
    }

    /// Where the bare sound begins, its first stroke is written down: closer than a picture lasts.
    @Test(arguments: ["bell", "bird", "clock", "cricket", "dog", "drum", "footsteps", "glass"])
    func strokesAreWrittenDownWhenTheyAreHeard(kind: String) throws {
        for number in 1...8 {
            let track = Stage(seed: 9, seconds: 2).track(kind, number)
            let begin = try #require(track.samples.firstIndex { abs($0) > 1e-5 })
            let first = try #require(track.score.strokes.first).time
            #expect((-0.001...0.03).contains(Double(begin) / track.rate - first), "\(kind) \(number)")
        }
    }

    /// Something leaps in the drawing when a stroke begins, more than it moves between strokes; bells and clocks swing all the time.
    @Test(arguments: ["bird", "cricket", "dog", "drum", "glass"])
    func theDrawingMovesWithItsStrokes(kind: String) throws {
        let model = try #require(StageKinds.named(kind))
        var (within, between): ([Double], [Double]) = ([], [])
        for number in 1...6 {
            let score = Stage(seed: 11, seconds: 2).track(kind, number).score
            var dice = Dice(seed: 1, purpose: "look", number: number)
            let look = Look(of: model, &dice)
            var before: [UInt8] = []
            for picture in 0..<50 {
                var painting = Painting(width: 48, height: 48)
                painting.recolour { _, _ in Colour(0.6, 0.7, 0.8) }
                let time = Double(picture + 1) / 25
                model.draw(on: &painting, look, score, at: Moment(time: time, span: 1 / 25))
                var bytes: [UInt8] = []
                painting.append(to: &bytes)
                let change = zip(bytes, before).reduce(0) { $0 + abs(Double($1.0) - Double($1.1)) } / Double(bytes.count)
                let begins = score.count(by: time) > score.count(by: time - 1 / 25)
                if picture > 0 && begins { within.append(change) } else if picture > 0 { between.append(change) }
                before = bytes
            }
        }
        func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(max(values.count, 1)) }
        #expect(mean(within) > 1.5 * mean(between), "\(mean(within)) at \(within.count), \(mean(between)) between")
    }

    @Test func sharesAreOfAnyRunOfClips() throws {
        var shares = Stage.Shares()
        (shares.dark, shares.hidden, shares.masked, shares.silent, shares.lies, shares.pairs) = (
            0.1, 0.1, 0.2, 0.1, 0.25, 0.3
        )
        var counts: [String: Int] = [:]
        for kind in 0..<10 {
            for number in 1...20 {
                var dice = Dice(seed: 1, purpose: "shares", number: kind)
                let (condition, isPair) = shares.condition(of: number, &dice)
                counts["\(condition)", default: 0] += 1
                if isPair { counts["pair", default: 0] += 1 }
            }
        }
        let expected = ["dark": 20, "hidden": 20, "masked": 40, "silent": 20, "lie": 50, "clear": 50, "pair": 60]
        for (condition, count) in expected {
            #expect(abs(counts[condition, default: 0] - count) <= 8, "\(condition) \(counts)")
        }
        // A larger share takes no clip back.
        var more = shares
        more.pairs = 0.6
        for number in 1...20 {
            var (a, b) = (Dice(seed: 1, purpose: "shares", number: 0), Dice(seed: 1, purpose: "shares", number: 0))
            #expect(!shares.condition(of: number, &a).isPair || more.condition(of: number, &b).isPair)
        }
    }

    @Test(arguments: ["bell", "dog", "waves"]) func whatIsDoneToAClipIsDoneToThatAlone(kind: String) throws {
        let clear = try stage().movie(kind, 1)
        func columns(_ take: Stage.MovieTake) throws -> [String] {
            try ["seen", "heard", "picture", "sound", "caption"].map { try cell(take, $0) }
        }
        func brightness(_ take: Stage.MovieTake) -> Double { take.frames.mean(of: 3).reduce(0, +) / 3 }
        #expect(try columns(clear) == [kind, kind, "clear", "clear", "true"])

        let lie = try stage { $0.lies = 1 }.movie(kind, 1)
        let heard = try cell(lie, "heard")
        #expect(StageKinds.names.contains(heard) && heard != kind)
        #expect(try columns(lie) == [kind, heard, "clear", "clear", "lie"])
        #expect(lie.frames.bytes == clear.frames.bytes && lie.captions == clear.captions)
        #expect(try samples(lie) != samples(clear))

        let dark = try stage { $0.dark = 1 }.movie(kind, 1)
        #expect(try columns(dark) == [kind, kind, "dark", "clear", "true"])
        #expect(brightness(dark) < 0.12 * brightness(clear))
        #expect(try samples(dark) == samples(clear))

        let hidden = try stage { $0.hidden = 1 }.movie(kind, 1)
        #expect(try columns(hidden) == ["", kind, "hidden", "clear", "true"])
        #expect(try samples(hidden) == samples(clear))
        #expect(hidden.captions.allSatisfy { $0.contains("behind a curtain") })

        let masked = try stage { $0.masked = 1 }.movie(kind, 1)
        #expect(try columns(masked) == [kind, kind, "clear", "masked", "true"])
        #expect(masked.frames.bytes == clear.frames.bytes)
        #expect(try #require(Double(cell(masked, "snr"))) <= -26)

        let silent = try stage { $0.silent = 1 }.movie(kind, 1)
        #expect(try columns(silent) == [kind, "", "clear", "missing", "true"])
        #expect(silent.signal == nil && silent.frames.bytes == clear.frames.bytes)

        let pair = try stage { $0.pairs = 1 }.movie(kind, 1)
        let other = try cell(pair, "other")
        #expect(StageKinds.names.contains(other) && other != kind)
        #expect(pair.frames.bytes != clear.frames.bytes)
        #expect(try samples(pair) != samples(clear))
        #expect(pair.captions.allSatisfy { $0.contains(", and ") || $0.contains(", while ") })
    }

    @Test func whatIsFartherIsSofterAndSmaller() throws {
        let stage = stage(seconds: 0.2)
        let takes = try (1...20).map { try stage.movie("drum", $0) }
        let distances = try takes.map { try #require(Double(cell($0, "distance"))) }
        let near = distances.firstIndex(of: distances.min()!)!
        let far = distances.firstIndex(of: distances.max()!)!
        #expect(distances[near] < 0.2 && distances[far] > 0.8)
        func peak(_ take: Stage.MovieTake) throws -> Float { try samples(take).reduce(0) { max($0, abs($1)) } }
        #expect(try peak(takes[near]) > 2 * peak(takes[far]))
        func size(_ index: Int) -> Double {
            var dice = Dice(seed: 3, purpose: "stage movie of drum", number: index + 1)
            let actor = Actor(Drum(), score: Score(), aspect: 1, &dice)
            return actor.placement(at: 0.5, on: Painting(width: 48, height: 48)).scale
        }
        #expect(size(near) > 1.4 * size(far))
    }

    @Test(arguments: StageKinds.names) func captionsNameTheKindAndReadWell(kind: String) throws {
        let speech = try #require(StageKinds.named(kind)).speech
        let stage = stage(seconds: 0.1, height: 8, width: 8) { ($0.dark, $0.silent, $0.pairs) = (0.2, 0.2, 0.3) }
        for number in 1...30 {
            let captions = try stage.movie(kind, number).captions
            #expect(Set(captions).count >= 3)
            for caption in captions {
                #expect(speech.nouns.contains { caption.contains($0) }, "\(caption)")
                #expect(speech.clauses.contains { caption.contains($0.does) || caption.contains($0.doing) }, "\(caption)")
                let words = caption.split(separator: " ", omittingEmptySubsequences: false).map(String.init)
                #expect(words.allSatisfy { !$0.isEmpty && $0 == $0.lowercased() }, "\(caption)")
                for (a, b) in zip(words, words.dropFirst()) {
                    #expect(
                        a != b && (a != "a" || !"aeiou".contains(b.first!)) && (a != "an" || "aeiou".contains(b.first!)),
                        "\(caption)")
                }
            }
        }
    }

    @Test func shapesAreSmoothAtTheirEdgesAndWhereTheySay() {
        var painting = Painting(width: 40, height: 20)
        painting.with(Placement(Point(10, 10), scale: 10).turned(0.3)) {
            $0.fill(.disc(Point(0, 0), 0.5), Colour(1, 1, 1), edge: 0, shade: 0)
        }
        painting.with(Placement(Point(30, 10), scale: 10)) {
            $0.fill(.box(Point(-0.5, -0.5), Point(0.5, 0.5)), Colour(1, 1, 1), edge: 0, shade: 0)
        }
        func light(_ columns: Range<Int>) -> Double {
            painting.pixels.enumerated().filter { columns.contains($0.offset % 40) }.reduce(0) { $0 + Double($1.element.x) }
        }
        #expect(abs(light(0..<20) - .pi * 25) < 1)
        #expect(abs(light(20..<40) - 100) < 1)
        #expect(painting.pixels.contains { $0.x > 0.05 && $0.x < 0.95 })
        #expect(painting.pixels[10 * 40 + 10].x == 1 && painting.pixels[0].x == 0)
    }
}
