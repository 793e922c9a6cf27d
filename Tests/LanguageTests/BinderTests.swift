import Testing

@testable import Language

@Suite struct BinderTests {
    /// What a statement is bound to, in the language's own spelling, every option filled in.
    private func spelling(_ bound: Bound) -> String {
        switch bound {
        case .scalar(let scalar, _): scalar.description
        case .name(let name, _, _): name
        case .call(let call):
            (["\(call.signature.verb)!"] + call.operands.map { "\($0.role)=\(spelling($0.value))" }
                + call.options.map { "\($0.key):\(spelling($0.value))" }).joined(separator: " ")
        case .field(let base, let name, _, _): "\(spelling(base)).\(name)"
        case .slice(let base, let indices, _): "\(spelling(base))\(indices)"
        case .negation(let inner, _): "-(\(spelling(inner)))"
        case .arithmetic(let op, let left, let right, _): "(\(spelling(left)) \(op.rawValue) \(spelling(right)))"
        case .list(let elements, _): "[" + elements.map(spelling).joined(separator: ", ") + "]"
        case .each(let values, let key, _): "each \(key) \(Scalar.list(values))"
        }
    }

    @Test(
        "fills defaults, tells words from names, folds constants",
        arguments: [
            ("melspec clip", "melspec! =clip bands:128 window:2048 samples hop:0.01 s"),
            ("melspec clip, hop: width, bands: n", "melspec! =clip bands:40 window:2048 samples hop:0.025 s"),
            ("melspec clip, bands: (2 * n - 1)", "melspec! =clip bands:79 window:2048 samples hop:0.01 s"),
            (
                "melspec clip, range: 0 Hz .. 4 kHz",
                "melspec! =clip bands:128 window:2048 samples hop:0.01 s range:0 Hz .. 4000 Hz"
            ),
            ("melspec clip, bands: level", "melspec! =clip bands:level window:2048 samples hop:0.01 s"),
            ("melspec data", "melspec! =data bands:128 window:2048 samples hop:0.01 s"),
            ("split folds by fold", "split! =folds by=fold test:[1]"),
            ("split folds by clip, test: [1, 2]", "split! =folds by=clip test:[1, 2]"),
            ("tone 440 Hz, duration: 1 s, wave: square", "tone! =440 Hz duration:1 s wave:square"),
            ("tone 440 Hz, duration: 1 s, wave: (shape)", "tone! =440 Hz duration:1 s wave:square"),
            ("silence", "silence! quick:false"),
            ("silence quick", "silence! quick:true"),
            ("silence, quick: true", "silence! quick:true"),
            ("x = (silence)", "silence! quick:false"),
            ("load \"a.wav\", partial", "load! =\"a.wav\" partial:true"),
            ("load caption", "load! =\"A bark\" partial:false"),
            ("layout [fig, (plot mel)]", "layout! =[fig, plot! =mel width:1600 px]"),
            ("layout fig", "layout! =fig"),
            ("clip | mix with rain | export to \"a.wav\"", "export! =mix! =clip with=rain to=\"a.wav\""),
            ("clip[1 s .. 2 s].duration", "clip[1 s .. 2 s].duration"),
            ("data.anything[3]", "data.anything[3]"),
            ("clip - 3", "(clip - 3)"),
            ("-level", "-(level)"),
            ("x = 1 s + 500 ms", "1.5 s"),
            ("x = 1 / 2 ms", "500 Hz"),
            ("x = 22.05 kHz * 2 s", "44100"),
            ("x = 1 s / 250 ms", "4"),
            ("x = -(3 dB + 2 dB)", "-5 dB"),
            ("x = [1, width, \"a\"]", "[1, 0.025 s, \"a\"]"),
            ("x = width .. (2 * width) step 5 ms", "0.025 s .. 0.05 s step 0.005 s"),
            ("x = true", "true"),
            ("mix clip with rain, snr: each [-5 dB, 0 dB]", "mix! =clip with=rain snr:each snr [-5 dB, 0 dB]"),
            ("mix clip with rain, snr: each -5 dB .. 5 dB step 5 dB", "mix! =clip with=rain snr:each snr [-5 dB, 0 dB, 5 dB]"),
            ("melspec clip, bands: each 1..3", "melspec! =clip bands:each bands [1, 2, 3] window:2048 samples hop:0.01 s"),
            (
                "melspec clip, bands: each 10 .. 35 step 10",
                "melspec! =clip bands:each bands [10, 20, 30] window:2048 samples hop:0.01 s"
            ),
            ("melspec clip, bands: each sizes", "melspec! =clip bands:each bands [40, 80] window:2048 samples hop:0.01 s"),
            (
                "melspec clip, bands: each [n, (2 * n)]",
                "melspec! =clip bands:each bands [40, 80] window:2048 samples hop:0.01 s"
            ),
            (
                "melspec clip, hop: each 0.1 s .. 0.3 s step 0.1 s",
                "melspec! =clip bands:128 window:2048 samples hop:each hop [0.1 s, 0.2 s, 0.3 s]"
            ),
            (
                "tone 440 Hz, duration: 1 s, wave: each [sine, square]",
                "tone! =440 Hz duration:1 s wave:each wave [sine, square]"
            ),
            ("load \"a\", partial: each [true, false]", "load! =\"a\" partial:each partial [true, false]"),
            ("split folds by clip, test: each [[1], [2, 3]]", "split! =folds by=clip test:each test [[1], [2, 3]]"),
        ])
    func binds(source: String, expected: String) {
        do throws(Diagnostic) { #expect(spelling(try bound(source)) == expected) } catch {
            Issue.record("\(render(error, source: source))")
        }
    }

    @Test(
        "knows the type of what it binds",
        arguments: [
            ("clip", "sound"), ("clip.rate", "number"), ("melspec clip", "spectrogram"), ("clip[1 .. 2]", "sound"),
            ("clip + 3 dB", "sound"), ("2 * clip", "sound"), ("data.x", "any"), ("x = [fig]", "list"),
            ("x = 3 s", "number"),
        ])
    func types(source: String, type: String) throws { #expect(try bound(source).type == ValueType(type)) }

    @Test(
        "knows what a series is over",
        arguments: [
            ("melspec clip, bands: each [1, 2]", "series of spectrograms by bands"),
            ("melspec noisy", "series of spectrograms by snr"),
            ("melspec noisy, bands: each [1, 2]", "series of spectrograms by snr, bands"),
            ("melspec grid, bands: each [1, 2]", "series of spectrograms by snr, bands"),
            ("noisy.duration", "series of numbers by snr"), ("noisy.duration / 2 s", "series of numbers by snr"),
            ("-noisy", "series of sounds by snr"), ("noisy + grid", "series of sounds by snr, bands"),
            ("2 * noisy", "series of sounds by snr"), ("mix clip with noisy", "series of sounds by snr"),
            ("noisy[1 s .. 2 s]", "series of sounds by snr"), ("noisy[2]", "sound"), ("noisy[1 .. 2]", "series of sounds by snr"),
            ("grid[1]", "series of sounds by bands"), ("grid[1 .. 2, 3]", "series of sounds by snr"), ("grid[1, 2]", "sound"),
            ("plot noisy", "figure"), ("plot noisy, width: each [200 px, 300 px]", "series of figures by width"),
            ("layout [fig, (plot (melspec noisy[1]))]", "figure"),
        ])
    func seriesTypes(source: String, label: String) throws { #expect(try bound(source).type.label == label) }

    @Test func keepsTheSpansOfOptions() throws {
        guard case .call(let call) = try bound("melspec clip, hop: 3 ms, bands: 4") else {
            Issue.record()
            return
        }
        #expect(call.optionSpans == ["hop": Span(14, 23), "bands": Span(25, 33)])
        #expect(call.verbSpan == Span(0, 7))
        #expect(call.span == Span(0, 33))
    }

    @Test func looksUpEveryNameItReadsAndNoOther() throws {
        final class Recorder: Scope {
            var read: Set<String> = []
            func lookup(_ name: String) -> Known? {
                read.insert(name)
                return TestScope().lookup(name)
            }
            var names: [String] { [] }
        }
        let scope = Recorder()
        let source = "split folds by clip, test: [(n / 40)]"
        _ = try bind(try parse(source)[0], in: TestVocabulary.all, scope: scope)
        #expect(scope.read == ["folds", "n"])
    }
}
