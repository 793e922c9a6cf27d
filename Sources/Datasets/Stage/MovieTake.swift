public import Picture
public import Sound
internal import Tensors

extension Stage {
    /// A movie clip with what was drawn for it.
    public struct MovieTake: Sendable {
        public let frames: Frames
        /// Nil where the sound is missing.
        public let signal: Signal?
        public let captions: [String]
        /// Its value in each of the `movieColumns`.
        let cells: [String]
    }

    /// What is known of each movie.
    static let movieColumns = [
        "seed", "condition", "picture", "sound", "caption", "seen", "heard", "other", "colour", "place", "motion", "distance",
        "snr", "room",
    ]

    /// Clip `number` of a kind, counted from 1, of a stage with pictures.
    public func movie(_ kind: String, _ number: Int) throws -> MovieTake {
        guard let pictures, let model = StageKinds.named(kind) else {
            preconditionFailure("\(kind) is a kind, with pictures")
        }
        var shares = dice("stage shares of \(kind)", 0)
        let (condition, isPair) = pictures.shares.condition(of: number, &shares)
        let aspect = Double(pictures.width) / Double(pictures.height)

        // All chances are taken in every clip, so that a clip stays what it is when a share of the others changes.
        var chances = dice("stage movie of \(kind)", number)
        let track = track(kind, number)
        let actor = Actor(model, score: track.score, aspect: aspect, &chances)
        var rest = StageKinds.names.filter { $0 != kind }
        let impostor = rest.remove(at: chances.count(0...rest.count - 1))
        let neighbour = chances.pick(rest)
        var second: Actor?
        var secondSound: [Float]?
        if isPair {
            let other = self.track(neighbour, number, beside: kind)
            var dice = dice("stage second beside \(kind)", number)
            second = Actor(StageKinds.named(neighbour)!, score: other.score, aspect: aspect, behind: actor, &dice)
            secondSound = other.samples
        }

        var air = dice("stage air of \(kind)", number)
        let scene = Scene(
            &air, distance: actor.distance, other: isPair ? neighbour : nil, masked: condition == .masked)
        let bare = condition == .lie ? sound(impostor, number, beside: "instead of \(kind)") : track.samples
        let recording = scene.recording(of: bare, neighbour: secondSound, rate: rate, &air)
        let isSilent = condition == .silent
        var words = dice("stage words of \(kind)", number)

        let frames = draw(actor, second, condition, pictures, &chances)
        let cells = [
            String(seed), condition.rawValue, condition.picture, condition.sound, condition.caption,
            condition == .hidden ? "" : kind, isSilent ? "" : condition == .lie ? impostor : kind, scene.other ?? "",
            actor.look.tint.name, actor.side(aspect: aspect), actor.motion.rawValue,
            ((actor.distance * 100).rounded() / 100).spelled, isSilent ? "" : scene.snr.spelled, scene.room.rawValue,
        ]
        return MovieTake(
            frames: frames, signal: isSilent ? nil : try Signal(Tensor([recording.count], recording), rate: rate),
            captions: captions(actor, second, condition, aspect: aspect, &words), cells: cells)
    }

    /// Of a lie they tell what is seen, as if it were heard.
    private func captions(
        _ actor: Actor, _ second: Actor?, _ condition: Condition, aspect: Double, _ dice: inout Dice
    ) -> [String] {
        let isHidden = condition == .hidden
        func told(_ actor: Actor, hiding: String) -> Sentences.Thing {
            let place = actor.place(aspect: aspect, &dice)
            return .init(speech: actor.kind.speech, colour: actor.look.tint.name, place: isHidden ? hiding : place)
        }
        let circumstances: [String] =
            switch condition {
            case .dark: ["in the dark"]
            case .hidden: []
            case .masked: ["in loud noise"]
            case .silent: ["without a sound"]
            case .clear, .lie: actor.distance < 0.35 ? ["close by"] : actor.distance > 0.65 ? ["in the distance"] : []
            }
        let sentences = Sentences(
            thing: told(actor, hiding: "behind a curtain"), second: second.map { told($0, hiding: "") },
            circumstances: circumstances)
        return sentences.written(&dice)
    }

    private func draw(
        _ actor: Actor, _ second: Actor?, _ condition: Condition, _ pictures: Pictures, _ dice: inout Dice
    ) -> Frames {
        let backdrop = Backdrop(
            aspect: Double(pictures.width) / Double(pictures.height), dark: condition == .dark, &dice)
        // What fills the picture is behind, then comes what is farther away.
        let cast = ([second, actor].compactMap { $0 }).sorted { $0.kind.isGround && !$1.kind.isGround }
        var empty = Painting(width: pictures.width, height: pictures.height)
        backdrop.draw(on: &empty)
        let count = pictures.count(in: seconds)
        var bytes: [UInt8] = []
        bytes.reserveCapacity(count * pictures.width * pictures.height * 3)
        for picture in 0..<count {
            var painting = empty
            let moment = Moment(time: Double(picture + 1) / pictures.rate, span: 1 / pictures.rate)
            if condition == .hidden {
                backdrop.drawCurtain(on: &painting)
            } else {
                for actor in cast {
                    let placement = actor.placement(at: min(1, moment.time / seconds), on: painting)
                    painting.with(placement) { actor.kind.draw(on: &$0, actor.look, actor.score, at: moment) }
                }
            }
            backdrop.expose(&painting, &dice)
            painting.append(to: &bytes)
        }
        return Frames(
            bytes: bytes, times: (0..<count).map { Double($0) / pictures.rate }, height: pictures.height,
            width: pictures.width, channels: 3)
    }
}
