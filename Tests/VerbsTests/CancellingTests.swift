import Datasets
import Foundation
import Session
import Sound
import Tensors
import Testing

@testable import Programs
@testable import Study
@testable import Verbs
@testable import Workplace

/// Channels whose mean is silence, wherever channels are averaged.
@Suite struct CancellingTests {
    private let laboratory: Laboratory
    private let alone =
        "the sound's channels cancel each other, as in opposite phase: their mean, which is what is heard, is silence"

    init() throws { laboratory = try Laboratory() }

    private func path(_ name: String) -> String { laboratory.folder + "/" + name }

    /// A second of a tone, in the second channel upside down or as it is.
    private func write(_ name: String, seconds: Double = 1, isOpposite: Bool = true, pitch: Double = 0.2) throws {
        let samples = Int(seconds * 8000)
        let tone = (0..<samples).map { Float(0.5 * sin(Double($0) * pitch)) }
        try FileManager.default.createDirectory(
            atPath: (path(name) as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
        try Signal(Tensor([2, samples], tone + tone.map { isOpposite ? -$0 : $0 }), rate: 8000)
            .write(to: path(name), as: .wav16)
    }

    @Test func whatMixesASoundDownSaysSo() throws {
        try write("anti.wav")
        try write("plain.wav", isOpposite: false)
        let way = "; to hear one alone: load FILE, channel: 1"
        let options = ", window: 256 samples, bands: 20"
        for call in ["melspec x\(options)", "mfcc x\(options)", "stft x"] {
            #expect(try laboratory.notes(of: "x = load \"anti.wav\"\n\(call)") == [alone + way], "\(call)")
            #expect(try laboratory.notes(of: "x = load \"plain.wav\"\n\(call)") == [], "\(call)")
            #expect(try laboratory.notes(of: "x = load \"anti.wav\", channel: 1\n\(call)") == [], "\(call)")
        }
        #expect(try laboratory.notes(of: "load \"anti.wav\", mono") == [alone + way])
        #expect(try laboratory.notes(of: "load \"anti.wav\"") == [])
    }

    @Test func aMoviesSoundSaysSo() throws {
        try write("anti.wav")
        let movie = "frames [(plot (tone 440 Hz))], size: 16 px"
        _ = try laboratory.value(of: "export (\(movie)) to \"anti.mov\", sound: (load \"anti.wav\")")
        let said = [
            "the channels of 'anti.mov' cancel each other, as in opposite phase: their mean, which is what is heard, is silence"
        ]
        #expect(try laboratory.notes(of: "m = load \"anti.mov\"\nsoundtrack m, mono") == said)
        #expect(
            try laboratory.notes(of: "m = load \"anti.mov\"\nsoundtrack m, mono, rate: 4 kHz, part: 100 ms .. 500 ms") == said)
        #expect(try laboratory.notes(of: "m = load \"anti.mov\"\nsoundtrack m[100 ms .. 500 ms], mono") == said)
        #expect(try laboratory.notes(of: "m = load \"anti.mov\"\nsoundtrack m") == [])
        #expect(try laboratory.notes(of: "m = load \"anti.mov\"\nplot m") == said)
    }

    private func writeClips(seconds: Double = 1) throws {
        for number in 0..<4 {
            try write("world/high/\(number).wav", seconds: seconds, isOpposite: number == 1, pitch: 0.9 + 0.01 * Double(number))
            try write("world/low/\(number).wav", seconds: seconds, isOpposite: number == 2, pitch: 0.1 + 0.01 * Double(number))
        }
    }

    private let ear =
        "world = dataset \"world\"\near = train (linear world, bands: 10, length: 1 s) on world, epochs: 1, aside: 0 %\n"

    @Test func trainingSaysOnceHowManyClipsAreSo() throws {
        try writeClips()
        let said = [
            "the channels of 2 of 8 clips cancel each other, as in opposite phase: their mean, which is what is heard, is silence "
                + "(such as 'world/high/1.wav')"
        ]
        #expect(try laboratory.notes(of: ear) == said)
        // What is known of the clips is kept with their features.
        #expect(try laboratory.notes(of: ear.replacing("epochs: 1", with: "epochs: 2")) == said)
        #expect(try laboratory.notes(of: ear + "evaluate ear on world") == said)
        let one =
            "the channels of 'world/low/2.wav' cancel each other, as in opposite phase: their mean, which is what is heard, is silence"
        #expect(try laboratory.notes(of: ear + "predict ear on world[7]") == [one])
        #expect(try laboratory.notes(of: ear + "predict ear on world[1]") == [])
        #expect(
            try laboratory.notes(of: ear + "predict ear on (load \"world/high/1.wav\")").map { $0.hasPrefix(alone) } == [true])
        #expect(try laboratory.notes(of: "plot (dataset \"world\")") == said)
    }

    @Test func aLongClipThatIsReadInPartsIsLookedAtToo() throws {
        try writeClips(seconds: 5)
        #expect(try laboratory.notes(of: ear).map { $0.hasPrefix("the channels of 2 of 8 clips cancel each other") } == [true])
    }

    @Test func foldsAndTwoThatHearSayItOnce() throws {
        try writeClips()
        let folds = "world = dataset \"world\"\ncrossvalidate (linear world, bands: 10) on world, folds: 2, epochs: 1, aside: 0 %"
        #expect(try laboratory.notes(of: folds).count { $0.contains("cancel each other") } == 1)
        let both =
            ear + "other = train (linear world, bands: 12, length: 1 s) on world, epochs: 1, aside: 0 %\n"
            + "both = fuse [ear, other] on world\n"
        _ = try laboratory.value(of: both)
        #expect(try laboratory.notes(of: both + "predict both on world[2]").count { $0.contains("cancel each other") } == 1)
    }

    @Test(.enabled(if: dataFolder != nil, "FOLEY_DATA is not set"))
    func theFileThatSomebodyHadSaysSo() throws {
        let file = try #require(dataFolder) + "/reports/stereo/anti.wav"
        try Data(contentsOf: URL(filePath: file)).write(to: URL(filePath: path("anti.wav")))
        #expect(try laboratory.notes(of: "load \"anti.wav\", mono").map { $0.hasPrefix(alone) } == [true])
    }
}
