/// What can be said of a kind: the words; `Sentences` makes sentences of them.
struct Speech: Sendable {
    /// What it does: "a dog", "barks", "at somebody"; or what somebody does with it: "a stone", "breaks", "a glass".
    struct Clause: Sendable {
        /// Who does it; nil for the thing itself.
        let subject: String?
        let does: String
        let doing: String
        /// What follows the verb of the thing itself; of another's, the thing follows.
        let object: String

        init(by subject: String? = nil, _ does: String, _ doing: String, _ object: String = "") {
            (self.subject, self.does, self.doing, self.object) = (subject, does, doing, object)
        }
    }

    /// Singular.
    let nouns: [String]
    /// What it belongs to: the engine "of a tractor".
    var of: String?
    /// Its colour is that of its clothes: "a walker in red".
    var isDressed = false
    /// It takes neither an article nor a colour: "rain".
    var isMass = false
    /// Where it is; nil where the picture says: "at the left".
    var places: [String]?
    let clauses: [Clause]

    /// "a dog", "a brown dog", "the engine of a red tractor", "a walker in blue", "rain".
    func thing(_ noun: String, _ colour: String?) -> String {
        func some(_ noun: String) -> String { "aeiou".contains(noun.first!) ? "an " + noun : "a " + noun }
        if isMass { return noun }
        if let of { return "the \(noun) of " + some(colour.map { "\($0) \(of)" } ?? of) }
        guard let colour else { return some(noun) }
        return isDressed ? some(noun) + " in \(colour)" : some("\(colour) \(noun)")
    }
}

/// The sentences of a clip: who does what, to what, where and how.
struct Sentences {
    /// One thing that is told of.
    struct Thing {
        let speech: Speech
        let colour: String
        /// "at the left", "moving to the right".
        let place: String

        /// Subject and object with one of its verbs.
        fileprivate func clause(coloured: Bool, _ dice: inout Dice) -> (subject: String, verb: Speech.Clause, object: String) {
            let verb = dice.pick(speech.clauses)
            let thing = speech.thing(dice.pick(speech.nouns), coloured ? colour : nil)
            return verb.subject.map { ($0, verb, thing) } ?? (thing, verb, verb.object)
        }
    }

    let thing: Thing
    let second: Thing?
    /// "in the dark", "close by"; what else there is to say.
    let circumstances: [String]

    private enum Form: CaseIterable { case plain, lasting, placeFirst, found, full }

    /// Four sentences of different forms.
    func written(_ dice: inout Dice) -> [String] {
        var forms = Form.allCases
        return (0..<4).map { _ in
            let form = forms.remove(at: dice.count(0...forms.count - 1))
            let coloured = form == .plain || form == .full || dice.chance(0.5)
            let (subject, verb, object) = thing.clause(coloured: coloured, &dice)
            let how = circumstances.isEmpty ? thing.place : dice.pick(circumstances)
            let first: [String] =
                switch form {
                case .plain: [subject, verb.does, object, thing.place]
                case .lasting: [subject, "is", verb.doing, object, how]
                case .placeFirst: [thing.place + ",", subject, verb.does, object]
                case .found: ["there is", subject, verb.doing, object, how]
                case .full: [subject, "is", verb.doing, object] + (how == thing.place ? [] : [how]) + [thing.place]
                }
            return (first + told(form, &dice)).filter { !$0.isEmpty }.joined(separator: " ").replacing(" ,", with: ",")
        }
    }

    /// What the second thing does meanwhile.
    private func told(_ form: Form, _ dice: inout Dice) -> [String] {
        guard let second else { return [] }
        let (subject, verb, object) = second.clause(coloured: dice.chance(0.5), &dice)
        return switch form {
        case .plain, .placeFirst: [", and", subject, verb.does, object, second.place]
        case .lasting, .found, .full: [", while", subject, "is", verb.doing, object, second.place]
        }
    }
}
