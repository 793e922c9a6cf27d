import Language
import Picture
import Plotting
import Programs
import Study
import Tensors
import Workplace

private let every = Parameter<Int>("every", in: 1...1_000_000, "Each n-th picture; every one when absent")
private let rate = Parameter<Hertz>(
    "rate", in: 0.001...10_000,
    "Instead, so many a second: at each moment the picture that is seen then. Of figures and numbers, how many a second they are")
private let span = Parameter<ParameterRange<Seconds>>("part", "Only this stretch of the movie's clock, as in 1 s .. 2.5 s")
private let region = Parameter<[PixelCount]>(
    "crop", "Only this part: [x, y, width, height] from the upper left corner, such as [0 px, 0 px, 64 px, 64 px]")
private let grey = Parameter<Bool>("grey", default: false, "Brightness alone, 0.299 red + 0.587 green + 0.114 blue")
private let stream = Parameter<Int>(
    "stream", in: 1...1000, "Which stream of pictures of a movie that has several, counted from 1 in its order")
private let partial = Parameter<Bool>("partial", default: false, "Take what is there of a movie that is damaged or ends early")

extension Verb {
    static let frames = Verb(
        Signature(
            "frames", family: "Picture", "The pictures of a movie, with their times",
            details: """
                Decoded by libav and shown as players do: mirrored and turned upright where the movie says so, as wide as \
                square pixels make it; as bytes with their times on the movie's clock (at a rate: the moments asked for). Of a \
                part in which no picture begins, the one that is seen then. Of several streams of pictures it is the first of \
                those marked as default, else the first that can be decoded, unless 'stream' chooses. Only what is asked for is \
                decoded and kept. A crop is taken before the size is changed. Of one clip of a data set, its movie; of \
                pictures, those asked for. A list of figures becomes pictures, 640 px wide or as asked, in order, one a second \
                or at the rate asked for; so do numbers from 0 to 1, (time, row, column) or (time, row, column, channel).
                """,
            operand: .init(
                "MOVIE", [MovieValue.type, DatasetValue.type, FramesValue.type, FigureValue.type, TensorValue.type],
                "The movie, a part of it, one clip of a data set, pictures, or figures or numbers to make pictures of",
                takesList: true, hints: [SoundValue.type: "a sound has no pictures"]),
            options: [every, rate, span] + SizeOptions.all + [region, grey, stream, partial], gives: FramesValue.type,
            examples: [
                .init(
                    """
                    slides = frames [(plot (tone 440 Hz)), (plot (noise 1 s))], width: 320 px
                    export slides to "slides.mp4"
                    movie = load "slides.mp4"
                    f = frames movie, rate: 4 Hz, size: 64 px
                    """, gives: "8 pictures · 64 x 64 px · 2.0 s")
            ], version: 2)
    ) { call in
        switch call.anyOperand() {
        case is FigureValue: return FramesValue(try call.drawnFrames())
        case let numbers as TensorValue where call.list().count == 1:
            try call.refuse([every, span, stream, partial], "goes with movies")
            return FramesValue(try call.shaped(try Frames(numbers: numbers.tensor, rate: call.given(rate)?.value ?? 1)))
        case let pictures as FramesValue where call.list().count == 1:
            try call.refuse([stream, partial], "goes with movies")
            return FramesValue(try call.shaped(call.chosen(from: pictures)))
        default:
            guard call.list().count == 1 else {
                throw UnfitOperand(verb: "frames", role: "", objection: "takes one movie, or a list of figures")
            }
            return FramesValue(try call.decodedFrames())
        }
    }
}

extension Arguments {
    /// Which of the pictures the options ask for.
    private var pace: FrameChoice.Pace {
        get throws {
            guard let rate = try given(rate)?.value else { return .every(try given(every) ?? 1) }
            guard try given(every) == nil else { throw unfit(every, "does not go with 'rate'") }
            return .rate(rate)
        }
    }

    /// Those of pictures that the options ask for.
    fileprivate func chosen(from pictures: FramesValue) throws -> Frames {
        let asked = try given(span).map { $0.lower.value..<$0.upper.value }
        let part = try asked.map { try pictures.slice(.positions(from: $0.lowerBound, to: $0.upperBound)) } ?? pictures
        switch try pace {
        case .every(let step): return part.frames.selecting(Array(stride(from: 0, to: part.frames.count, by: step)))
        case .rate(let rate): return try pictures.frames.paced(rate, during: asked)
        }
    }

    fileprivate func decodedFrames() throws -> Frames {
        let source = try movie(ChosenStreams(pictures: given(stream)))
        var choice = FrameChoice(try pace)
        choice.part = source.part
        if let asked = try given(span).map({ $0.lower.value..<$0.upper.value }) {
            let whole = source.part ?? asked
            guard asked.lowerBound >= whole.lowerBound, asked.upperBound <= whole.upperBound else {
                throw unfit(
                    span, "leaves the part of the movie, which is \(whole.lowerBound.spelled)..\(whole.upperBound.spelled) s")
            }
            choice.part = asked
        }
        choice.crop = try choices.box(region)
        choice.colour = try self(grey) ? .grey : .rgb
        if let pictures = source.movie.pictures {
            choice.size = try size(of: choice.crop?.width ?? pictures.width, choice.crop?.height ?? pictures.height)
        }
        let frames = try source.movie.frames(choice, partial: self(partial))
        return frames.timed(choice.moments(frames.times))
    }

    /// The figures as pictures.
    fileprivate func drawnFrames() throws -> Frames {
        try refuse([every, span, stream, partial], "goes with movies")
        let figures = try list().map { value in
            guard let figure = value as? FigureValue else {
                throw WrongType(role: "frames", expected: [FigureValue.type], found: value.type)
            }
            return figure.figure
        }
        let size = try size(of: 16, 9) ?? .init(width: 640, height: 360)
        let renderer = try easel.renderer()
        var bytes: [UInt8] = []
        for figure in figures {
            let pixels = try figure.pixels(width: size.width, height: size.height, with: renderer)
            for i in stride(from: 0, to: pixels.rgba.count, by: 4) { bytes.append(contentsOf: pixels.rgba[i..<i + 3]) }
        }
        let rate = try given(rate)?.value ?? 1
        let frames = Frames(
            bytes: bytes, times: figures.indices.map { Double($0) / rate }, height: size.height, width: size.width, channels: 3)
        return try cropped(self(grey) ? frames.grey : frames)
    }

    /// The part, the size and the colour that the options ask for.
    fileprivate func shaped(_ frames: Frames) throws -> Frames {
        var shaped = try cropped(self(grey) ? frames.grey : frames)
        if let size = try size(of: shaped.width, shaped.height) {
            shaped = try shaped.resized(to: size, parallel: context.parallel)
        }
        return shaped
    }

    private func cropped(_ frames: Frames) throws -> Frames {
        try choices.box(region).map { try frames.cropped(to: $0) } ?? frames
    }

    /// Throws `UnfitOption` where one of `options` is given.
    fileprivate func refuse(_ options: [any OptionDeclaration], _ objection: String) throws {
        for option in options where choices.isChosen(option) {
            throw unfit(option, objection)
        }
    }
}

extension Frames {
    /// Numbers from 0 to 1, (time, row, column) or (time, row, column, channel), as pictures: to the nearest of 256 steps,
    /// what lies beyond at the end of its side. Times are the first axis' where it has some in seconds, else by `rate`.
    ///
    /// - Throws: `UnfitOperand`.
    fileprivate init(numbers: Tensor, rate: Double) throws {
        func refuse(_ objection: String) -> UnfitOperand { UnfitOperand(verb: "frames", role: "", objection: objection) }
        let shape = numbers.shape
        let channels = shape.count == 4 ? shape[3] : 1
        guard shape.count == 3 || shape.count == 4 && (channels == 1 || channels == 3), numbers.count > 0 else {
            let found = shape.map(String.init).joined(separator: " x ")
            throw refuse("takes numbers as (time, row, column), or with 1 or 3 channels behind, and these are \(found)")
        }
        let isTimed = numbers.axes[0].unit == "s" && numbers.axes[0].coordinates != .none
        let bytes = try numbers.withFloats { floats in
            try floats.map { number in
                guard !number.isNaN else { throw refuse("takes numbers, and one of these is NaN") }
                return UInt8((min(max(number, 0), 1) * 255).rounded())
            }
        }
        self.init(
            bytes: bytes, times: (0..<shape[0]).map { isTimed ? numbers.axes[0].position($0) : Double($0) / rate },
            height: shape[1], width: shape[2], channels: channels)
    }
}
