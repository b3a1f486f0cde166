"""The words of prompt injection by concept, in the languages that people try.

A word is looked up as a reader takes it: without accents, case and look-alikes. ``word*`` also
covers longer words that begin so. Words of scripts that leave no spaces are found inside runs.
"""

CONCEPTS: dict[str, str] = {
    # To put aside what was said.
    "OVERRIDE": """
        ignore ignoring disregard disregarding forget forgetting override overriding overwrite
        bypass bypassing circumvent circumventing unlearn supersede
        ignorez ignorer ignorier* ignoriere oubliez oublie oublier neglige* vergiss vergesst
        vergessen missachte* uberschreib* ignora ignorar ignoren ignorad olvida* olvide omite
        ignori ignorate ignorare dimentica* scorda* esqueca esquecer ignorem desconsider*
        negeer negeren vergeet игнор* забудь* забыть пренебрег* zignoruj zapomnij ignoruj
        abaikan lupakan unut 忽略 无视 無視 忘记 忘掉 忘れ 무시 잊어""",
    # To put aside, of more things than instructions.
    "DROP": "discard neglect erase delete dismiss skip drop scrap abandon reset",
    # Before a verb: it is not to be done.
    "AUXILIARY": "do don must should shall can could may does will would please",
    "NOT": "not t never dont",
    "NOT_ALONE": "never dont",
    "NOT_AFTER": "nicht niemals pas jamais",
    # What a task is about, and to claim something of it.
    "DOCUMENT": """
        document page webpage website site article paper resume cv email text content contents data
        table function code file report image transcript fonction texte contenu page seite texto
        contenido pagina testo""",
    "CLAIM": """
        state claim declare announce say pretend assert conclude recommend instead indiquez dites
        affirmez sage behaupte diga afirme""",
    "REGARDLESS": "regardless irrespective notwithstanding instead independientemente unabhangig",
    # What was said before, by those who may.
    "PRIOR": """
        previous previously prior above earlier preceding foregoing initial original former past
        existing precedent* precedant* anterieur* vorherig* vorig* bisherig* obig* anterior*
        previas previos previa previo precedenti precedente vorige eerdere voorgaande bovenstaande
        предыдущ* прежн* предшеств* вышеуказан* poprzedni* sebelumnya onceki
        之前 以前 上面 先前 前面 此前 前の 上記 이전 위의""",
    "ALL": """
        all any every everything entire whole full complete completely toutes tous alle alles
        todas todos tutte tutti все всех 所有 一切 全部 すべて 全て 모든""",
    "DIRECTIVE": """
        instruction instructions rule rules guideline guidelines directive directives prompt
        prompts command commands constraint constraints restriction restrictions policy policies
        orders programming safeguard safeguards guardrail guardrails protocols training context
        directions tasks limitations
        regles consignes directives anweisung* regeln vorgaben richtlinien befehle instrucciones
        reglas indicaciones istruzioni regole direttive instrucoes regras diretrizes instructies
        regels opdrachten инструкц* правил* указани* команд* instrukcj* polece* zasady instruksi
        perintah aturan talimat* kural* 指令 指示 规则 規則 命令 提示词 ルール 지시 규칙 명령""",
    # To say out loud.
    "DISCLOSE": """
        reveal reveals revealing show shows print prints output outputs repeat repeats tell display
        give share describe summarize summarise translate export list recite echo leak expose paste
        dump disclose provide write spell format encode divulge quote transcribe compare return
        returns explain restate rephrase paraphrase publish say include includes including
        montrez montrer montre affichez affiche affichier repetez revelez donnez dites zeige zeig
        gib gebe geben verrate* nenne wiederhol* muestra* muestre revela* dime imprime repite dame
        comparte mostra mostrami mostrare rivela* dimmi ripeti condivid* mostre mostrar diga repita
        compartilh* toon vertel herhaal geef покажи* раскрой* повтори* скажи* выведи* сообщи*
        pokaz ujawnij powtorz tunjukkan ungkapkan goster soyle
        显示 告诉 透露 输出 重复 展示 泄露 教え 表示 見せ 出力 알려 보여 출력""",
    "ASKING": "what whats which how where who whose is are can could would may",
    "OWN": """
        your yours system hidden internal secret original initial underlying developer
        vos votre ton tes dein* ihre ihren ihr tus su sus tuo tuoi vostre seu sua teu jouw uw твои
        твой твоя ваши ваш ваша system* systeme sistema системн* sistem 系统 你的 您的 システム
        あなたの 너의 당신의 시스템""",
    "SYSTEM": """
        system hidden internal systeme sistema системн* sistem sistemu 系统 システム 시스템""",
    "YOUR": """
        your yours yourself vos votre ton tes dein* ihre ihren ihr tus su sus tuo tuoi tua vostre
        seu sua teu jouw uw твои твой твоя ваши ваш ваша 你的 您的 あなたの 너의 당신의 네""",
    "PROMPT": """
        prompt prompts instruction instructions guideline guidelines directive directives
        preprompt metaprompt rules programming
        consignes anweisung* instrucciones istruzioni instrucoes instructies
        инструкц* промпт* instrukcj* instruksi 提示 指令 提示词 プロンプト 指示 프롬프트 지시""",
    "SETTINGS": "configuration configurations config settings konfiguration 설정 设置 設定",
    "GIVEN": "given received told provided had begin began started follow using",
    "WRITTEN": "everything all text words content contents whatever lines anything verbatim",
    "REPEAT": "repeat output print copy recite echo reproduce restate quote say return write show",
    "ABOVE": "above before preceding prior beforehand",
    "ORDINAL": "first second third last next nth each every initial",
    "UNIT": "word words letter letters character characters sentence sentences line lines token",
    # To be somebody without limits.
    "BECOME": """
        pretend pretending act acting roleplay role simulate become imagine behave switch
        impersonate respond answer enter entering activate enable emulate tu du eres sei sois""",
    "PERSONA": """
        dan godmode jailbroken jailbreak unrestricted unfiltered uncensored aim stan dude betterdan
        evilbot unaligned amoral lawless""",
    "WITHOUT": "without no never free not zero sans ohne sin senza sem zonder lacks lacking beyond",
    "LIMITS": """
        restriction restrictions limit limits limitations filter filters rules censorship ethics
        morals guidelines policy policies boundaries constraints safeguards inhibitions""",
    "SWITCH": """
        enable enter entering entered activate activated activating switch engage initiate toggle
        unlock""",
    "DEVICE": """
        how android chrome windows phone tablet device browser server app application router service
        program script build compiler network email spam parental game camera""",
    "MODE": "mode modus modo режим 模式 モード 모드",
    "PRIVILEGED": """
        developer debug god sudo admin administrator maintenance override jailbreak unrestricted
        root superuser diagnostic unsafe unfiltered enforcement""",
    "DISABLE": """
        disable disables disabled remove deactivate suspend lift bypass ignore ignoring circumvent
        evade defeat drop unlock without disregard override turn off""",
    "SAFETY": """
        safety security content ethical moral safe alignment moderation censorship usage""",
    "FILTER": """
        filter filters policy policies guideline guidelines restriction restrictions check checks
        guardrail guardrails protocol protocols measure measures limits training rules safety""",
    "REFUSE": "refuse decline apologize apologise reject hesitate warn warnings disclaimers",
    "NEVER": "never not cannot cant don must",
    # Who claims to have the right.
    "AUTHORITY": """
        developer developers administrator admin creator creators god president police officer
        anthropic openai enforcement government ceo owner master investigator auditor accountant
        engineer supervisor manager""",
    "TEAM": "anthropic openai google microsoft meta deepmind",
    "IDENTIFY": "i am m from as im",
    "OBEY": "must obey comply required mandatory have need needs answer",
    "FICTION": """
        imagine suppose hypothetically hypothetical pretend fictional story novel game roleplay
        world universe scenario simulation virtualized virtual let assume""",
    "CREDENTIAL": """
        password passwords passphrase passcode passwort* kennwort contrasena contrasenas senha
        parola wachtwoord парол* haslo sifre sandi credentials 密码 パスワード 비밀번호""",
    "SECRET_WORD": "secret secrets code key keys token tokens pin passkey",
    "REQUEST": """
        what whats tell share give confirm reveal print show provide output say send need display
        spell write describe disclose leak expose hint poem poems haiku story song limerick riddle
        acrostic rhyme encode
        qual quale quelle quel welches wie cual какой каков скажи* dime dimmi diga gib geben gebe
        verrate compartilh* comparte donne donnez 告诉 是什么 什么 教え 何 알려 필요""",
    "THE": """
        the our your ur its system admin root user users la le el das il ihr a o sua tua tu
        votre""",
    "MANAGE": """
        strong weak generate create creates creating reset resets resetting change changed changing
        update hash hashing length policy field forgot forgotten validate validation strength
        manager verify checks random expire rotate requirements good secure best set choose""",
    "PERSON": """
        users customers clients employees patients members user customer client employee patient
        everyone somebody his her their""",
    "PRIVATE": """
        address addresses residence email emails birthday birthdate birth ssn salary balance
        balances phone income diagnosis status""",
    "NEW": "new updated real actual different revised true",
    "NOW": "now henceforth onward hereafter",
    "DECODE": "decode decrypt decipher unscramble base64 rot13 hex decoded deobfuscate",
    "EXECUTE": "execute follow obey run perform act comply executing following",
    "UNABLE": "cannot can not allowed supposed said told forbidden prohibited permitted",
    "YOU": "you u ya tu du usted vous",
    "KNOW": "know realize understand although though aware",
    "END": "end closed close over finished beginning start new",
    "SESSION": "session conversation context chat prompt instructions message",
}


def words(concept: str) -> tuple[str, ...]:
    """The words of a concept, prefixes with their asterisk."""
    return tuple(dict.fromkeys(CONCEPTS[concept].split()))
