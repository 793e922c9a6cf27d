import Chance
import Foundation
import Testing

/// The laws of the design, on the program as people run it.
@Suite struct LawTests {
    /// Everything a session keeps of values: object files and the rows' payloads are named by key, so equal files and
    /// equal figures mean equal values.
    private func everything(_ project: TestProject) throws -> [String: Data] {
        var all = try project.files(under: "plots")
        for (name, data) in try project.files(under: "out") { all["out/" + name] = data }
        for (name, data) in try project.files(under: ".foley/objects") { all["objects/" + name] = data }
        return all
    }

    @Test(arguments: ["1", "2", "16"])
    func sameRecipeSameBitsOnAnyNumberOfThreads(threads: String) throws {
        let one = try TestProject()
        let other = try TestProject()
        for project in [one, other] { try project.write(lawNotebook, to: "law.md") }
        #expect(try one.foley("run", "--threads", "1", "law.md").status == 0)
        #expect(try other.foley("run", "--threads", threads, "law.md").status == 0)
        let (a, b) = (try everything(one), try everything(other))
        #expect(a.count > 8)
        #expect(a == b)
    }

    @Test func killedAtAnyMomentItCompletesWithTheSameBits() throws {
        let reference = try TestProject()
        try reference.write(lawNotebook, to: "law.md")
        let start = Date()
        try reference.foley("run", "law.md")
        let whole = Date().timeIntervalSince(start)
        let expected = try everything(reference)

        var generator = SplitMix(20)
        var project = try TestProject()
        try project.write(lawNotebook, to: "law.md")
        for kill in 0..<100 {
            // A new session every tenth kill: else most kills would meet a notebook that is all fresh.
            if kill % 10 == 0 {
                project = try TestProject()
                try project.write(lawNotebook, to: "law.md")
            }
            let (process, _, _) = try Program.start(["run", "law.md"], in: project.path)
            Thread.sleep(forTimeInterval: whole * Double(generator.next() % 1000) / 1000)
            Foundation.kill(process.processIdentifier, SIGKILL)
            process.waitUntilExit()
            if kill % 10 == 9 {
                let outcome = try project.foley("run", "law.md")
                #expect(outcome.status == 0, "\(outcome.errors)")
                #expect(
                    try everything(project).filter { !$0.key.hasPrefix("objects/") }
                        == expected.filter { !$0.key.hasPrefix("objects/") })
                for (name, data) in expected where name.hasPrefix("objects/") {
                    #expect(try everything(project)[name] == data, "\(name)")
                }
            }
        }
    }

    @Test func openingRunsNothingAndRunningNeverEditsTheNotebook() throws {
        let project = try TestProject()
        try project.write(smallNotebook, to: "small.md")
        let opened = try project.foley("small.md", input: ":cells\n:vars\n")
        #expect(opened.status == 0)
        #expect(opened.output.components(separatedBy: "never run").count == 6)
        #expect(!project.exists("plots"))
        try project.foley("run", "small.md")
        #expect(try project.read("small.md") == Data(smallNotebook.utf8))
    }

    @Test func twoProgramsOnOneSessionLoseNothing() throws {
        let project = try TestProject()
        func lines(_ name: String) -> String {
            (1...1000).map { "\(name)\($0) = \($0) + 1\n" }.joined()
        }
        let (one, _, oneErrors) = try Program.start([], in: project.path, input: lines("left"))
        let (two, _, twoErrors) = try Program.start([], in: project.path, input: lines("right"))
        one.waitUntilExit()
        two.waitUntilExit()
        #expect(try String(contentsOfFile: oneErrors, encoding: .utf8) == "")
        #expect(try String(contentsOfFile: twoErrors, encoding: .utf8) == "")
        let names = try project.foley(input: ":vars\n").output.split(separator: "\n")
        #expect(names.count { $0.hasPrefix("left") } == 1000)
        #expect(names.count { $0.hasPrefix("right") } == 1000)
        #expect(names.contains { $0.hasPrefix("right1000") && $0.hasSuffix(" 1001") })
    }

    @Test func everyFigureSaysWhereItCameFromAndIsRemade() throws {
        let project = try TestProject()
        try project.write(lawNotebook, to: "law.md")
        try project.foley("run", "law.md")
        for name in try project.files(under: "plots").keys {
            let outcome = try project.foley("remake", "plots/" + name)
            #expect(outcome.status == 0)
            #expect(outcome.output == "plots/\(name): the same, to the bit\n")
        }
        // In a session that has none of the values, the recipe alone makes it again.
        let outcome = try project.foley("remake", "--session", "empty", "plots/law/picture.png")
        #expect(outcome.output == "plots/law/picture.png: the same, to the bit\n")
    }
}

/// Every verb that makes numbers, on sounds long enough to be cut among threads.
let lawNotebook = """
    # Laws

    ```foley #sounds
    pluck = tone 196 Hz, length: 4 s, shape: sawtooth, decay: 600 ms
    whistle = tone 300 Hz to 6 kHz, length: 4 s | gain by -9 dB
    rain = noise 4 s, color: pink, seed: 7
    scene = mix pluck with [whistle] | mix with rain, snr: 6 dB
    low = resample scene to 16 kHz
    ```

    ```foley #spectra
    lines = stft scene
    mel = melspec scene, bands: 96
    coefficients = mfcc low, count: 20
    ```

    ```foley #picture
    plot mel, title: "The scene"
    layout [(plot low), (plot coefficients)]
    ```

    ```foley #keep
    export scene to "out/scene.flac"
    export (plot lines, theme: dark) to "out/lines.png"
    export coefficients to "out/coefficients.npy"
    ```

    """
